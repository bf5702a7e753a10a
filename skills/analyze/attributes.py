"""What an attribute of a value gives: of modules, classes, objects, library objects and plain data."""

from abc import abstractmethod

from skills.analyze import arithmetic
from skills.analyze.containers import dict_method, list_method
from skills.analyze.values import (
    UNKNOWN,
    Bound,
    ClassValue,
    External,
    FunctionValue,
    InstanceValue,
    Machine,
    Method,
    ModuleValue,
    Native,
    SuperValue,
    Value,
)


class Attributes(Machine):
    """Looks attributes up."""

    @abstractmethod
    def member(self, module: ModuleValue, name: str) -> Value:
        """Return a name of a module, or its submodule."""

    def attribute(self, value: Value, name: str) -> Value:
        """Return an attribute of any value."""
        if isinstance(value, External):
            return External(f"{value.name}.{name}")
        if isinstance(value, ModuleValue):
            return self.member(value, name)
        if isinstance(value, InstanceValue):
            return self._instance_attribute(value, name)
        if isinstance(value, ClassValue):
            return self._class_attribute(value, value, name)
        if isinstance(value, SuperValue):
            return self._super_attribute(value, name)
        if isinstance(value, Native):
            return value.attribute(name)
        if isinstance(value, FunctionValue) and name in {"__name__", "__qualname__"}:
            return value.name
        return self._plain_attribute(value, name)

    def _plain_attribute(self, value: Value, name: str) -> Value:
        if isinstance(value, str):
            return Method(lambda call: arithmetic.text_method(value, name, call.positional, call.keywords))
        if isinstance(value, list):
            return Method(lambda call: list_method(value, name, call))
        if isinstance(value, dict):
            return Method(lambda call: dict_method(value, name, call))
        return UNKNOWN

    def _instance_attribute(self, value: InstanceValue, name: str) -> Value:
        if name in value.attributes:
            return value.attributes[name]
        found = self._class_attribute(value.cls, value, name)
        if found is None and value.native is not None:
            return _with_receiver(value.native.attribute(name), value)
        return UNKNOWN if found is None else found

    def _class_attribute(self, cls: ClassValue, receiver: Value, name: str) -> Value:
        if name == "__class__" and isinstance(receiver, InstanceValue):
            return receiver.cls
        if name == "__name__":
            return cls.name
        found = cls.find(name)
        if not isinstance(found, FunctionValue) or "staticmethod" in found.marks:
            return found if found is not None or receiver is not cls else UNKNOWN
        if "classmethod" in found.marks:
            return Bound(found, cls)
        if receiver is cls:
            return found
        if found.marks & {"property", "cached_property"}:
            return self.invoke(Bound(found, receiver))
        return Bound(found, receiver)

    def _super_attribute(self, value: SuperValue, name: str) -> Value:
        instance = value.instance
        cls = instance.cls if isinstance(instance, InstanceValue) else instance
        line = cls.line() if isinstance(cls, ClassValue) else []
        rest = line[line.index(value.after) + 1 :] if value.after in line else line
        for one in rest:
            if isinstance(one, ClassValue) and name in one.scope.names:
                found = one.scope.names[name]
                return Bound(found, instance) if isinstance(found, FunctionValue) else found
        native = instance.native if isinstance(instance, InstanceValue) else None
        return _with_receiver(native.attribute(name), instance) if native else UNKNOWN


def _with_receiver(value: Value, receiver: Value) -> Value:
    """Return a library's method so that it knows the object of the repository it is called on."""
    if not isinstance(value, Method):
        return value
    handler = value.handler
    return Method(lambda call: handler(call.on(receiver)))
