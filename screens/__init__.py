"""What is seen: screens take data in and post messages out; they know no skill and no store."""
