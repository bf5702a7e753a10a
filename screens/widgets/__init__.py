"""What the screens are made of: one widget a file. They get data in and post messages out."""
