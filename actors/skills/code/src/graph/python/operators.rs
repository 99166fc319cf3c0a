//! The methods behind Python's operators.

/// With the method of the other side, if it has one.
pub fn binary(sign: &str) -> Option<(&'static str, Option<&'static str>)> {
    Some(match sign {
        "+" => ("__add__", Some("__radd__")),
        "-" => ("__sub__", Some("__rsub__")),
        "*" => ("__mul__", Some("__rmul__")),
        "/" => ("__truediv__", Some("__rtruediv__")),
        "//" => ("__floordiv__", Some("__rfloordiv__")),
        "%" => ("__mod__", Some("__rmod__")),
        "**" => ("__pow__", Some("__rpow__")),
        "@" => ("__matmul__", Some("__rmatmul__")),
        "&" => ("__and__", Some("__rand__")),
        "|" => ("__or__", Some("__ror__")),
        "^" => ("__xor__", Some("__rxor__")),
        "<<" => ("__lshift__", None),
        ">>" => ("__rshift__", None),
        "==" => ("__eq__", None),
        "!=" | "<>" => ("__ne__", None),
        "<" => ("__lt__", None),
        "<=" => ("__le__", None),
        ">" => ("__gt__", None),
        ">=" => ("__ge__", None),
        "in" | "not in" => ("__contains__", None),
        _ => return None,
    })
}

pub fn in_place(sign: &str) -> Option<&'static str> {
    Some(match sign {
        "+" => "__iadd__",
        "-" => "__isub__",
        "*" => "__imul__",
        "/" => "__itruediv__",
        "|" => "__ior__",
        "&" => "__iand__",
        "@" => "__imatmul__",
        _ => return None,
    })
}

pub fn unary(sign: &str) -> Option<&'static str> {
    Some(match sign {
        "-" => "__neg__",
        "+" => "__pos__",
        "~" => "__invert__",
        _ => return None,
    })
}
