//! Words that cannot be used as they are in Python, SQL or TypeScript, or that generated code uses itself.

/// Python keywords, and names whose shadowing in a class body breaks what follows.
const PYTHON: [&str; 47] = [
    "and", "as", "assert", "async", "await", "bool", "break", "bytes", "class", "continue", "decimal", "def",
    "del", "dict", "dt", "elif", "else", "except", "false", "finally", "float", "for", "from", "global",
    "if", "import", "in", "int", "is", "lambda", "list", "none", "nonlocal", "not", "or", "pass", "raise",
    "return", "sa", "self", "str", "true", "try", "uuid", "while", "with", "yield",
];

/// Words that TypeScript cannot have as a variable; as a property they are fine.
const TYPESCRIPT: [&str; 38] = [
    "any",
    "boolean",
    "case",
    "catch",
    "const",
    "debugger",
    "declare",
    "default",
    "delete",
    "do",
    "enum",
    "export",
    "extends",
    "function",
    "implements",
    "instanceof",
    "interface",
    "let",
    "never",
    "new",
    "null",
    "number",
    "object",
    "package",
    "private",
    "protected",
    "public",
    "static",
    "string",
    "super",
    "switch",
    "this",
    "throw",
    "typeof",
    "undefined",
    "unknown",
    "var",
    "void",
];

/// Attributes that record classes have already: of the database layer, of the schema layer, and the columns every table has.
const ATTRIBUTES: [&str; 30] = [
    "id",
    "created_at",
    "updated_at",
    "metadata",
    "registry",
    "construct",
    "validate",
    "parse_obj",
    "parse_raw",
    "parse_file",
    "from_orm",
    "schema_json",
    "update_forward_refs",
    "fields",
    "copy",
    "json",
    "schema",
    "type_annotation_map",
    "key",
    "constructor",
    "prototype",
    "label",
    "owner_key",
    "record_constraints",
    "tagged_with",
    "moderation",
    "moderation_held_at",
    "moderation_reason",
    "moderation_reported_at",
    "moderation_version",
];

/// Query parameters of lists; a filter cannot have the same name.
const PARAMETERS: [&str; 7] = ["q", "sort", "page", "size", "offset", "limit", "tag"];

/// Columns of accounts that an account field cannot repeat.
const ACCOUNT: [&str; 9] = [
    "email",
    "username",
    "display_name",
    "role",
    "is_active",
    "password",
    "password_hash",
    "sessions",
    "label",
];

/// Types of the languages themselves, and of generated code, that an entity cannot be called.
const TYPE_NAMES: [&str; 44] = [
    "Any",
    "Array",
    "Base",
    "Boolean",
    "Component",
    "Date",
    "Decimal",
    "Enum",
    "Error",
    "Exception",
    "Fragment",
    "Function",
    "Json",
    "Literal",
    "Map",
    "Mapped",
    "Never",
    "None",
    "Number",
    "Object",
    "Omit",
    "Partial",
    "Pick",
    "Promise",
    "React",
    "Readonly",
    "Record",
    "Reference",
    "Required",
    "Router",
    "Set",
    "String",
    "Symbol",
    "Text",
    "True",
    "False",
    "Annotated",
    "Db",
    "Id",
    "Query",
    "RecordPage",
    "RefreshToken",
    "ResultPage",
    "Viewer",
];

/// Table names, and with them path segments and modules, that the product has already.
const TABLES: [&str; 7] = ["users", "refresh_tokens", "alembic_version", "auth", "admin", "health", "mixins"];

/// Whether every product has a module of this name itself, in a folder in which each kind of record has one too.
pub fn is_module(name: &str) -> bool {
    const FOLDERS: [&str; 4] = ["api", "models", "schemas", "services"];
    let taken = |path: &String| {
        let inner = path.strip_prefix("python/app/")?.strip_suffix(".py")?;
        let (folder, module) = inner.split_once('/')?;
        (FOLDERS.contains(&folder) && module == name).then_some(())
    };
    crate::Templates::paths().iter().any(|path| taken(path).is_some())
}

/// Whether an entity's variables cannot have this name.
pub fn is_keyword(name: &str) -> bool {
    PYTHON.contains(&name) || TYPESCRIPT.contains(&name)
}

pub fn is_type_name(pascal: &str) -> bool {
    TYPE_NAMES.contains(&pascal)
}

pub fn is_table(name: &str) -> bool {
    TABLES.contains(&name)
}

pub fn is_account_column(name: &str) -> bool {
    ACCOUNT.contains(&name)
}

/// Whether a field or relation cannot have this name.
pub fn is_attribute(name: &str) -> bool {
    PYTHON.contains(&name) || ATTRIBUTES.contains(&name) || name.starts_with("model_")
}

/// Whether a list filter cannot have this name.
pub fn is_parameter(name: &str) -> bool {
    PARAMETERS.contains(&name)
}

/// The name itself, or with a suffix where it is reserved: `class` becomes `class_value`.
pub fn safe_attribute(name: &str, filtered: bool) -> String {
    if is_attribute(name) || (filtered && is_parameter(name)) {
        format!("{name}_value")
    } else {
        name.to_owned()
    }
}

/// Words that PostgreSQL or SQLite take for their own in an expression.
const SQL: [&str; 112] = [
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "between",
    "binary",
    "both",
    "by",
    "case",
    "cast",
    "check",
    "collate",
    "collation",
    "column",
    "commit",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_date",
    "current_role",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "delete",
    "desc",
    "distinct",
    "do",
    "drop",
    "else",
    "end",
    "escape",
    "except",
    "exists",
    "false",
    "fetch",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "group",
    "having",
    "ilike",
    "in",
    "index",
    "initially",
    "inner",
    "insert",
    "intersect",
    "into",
    "is",
    "isnull",
    "join",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "natural",
    "not",
    "nothing",
    "notnull",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "outer",
    "overlaps",
    "placing",
    "primary",
    "references",
    "returning",
    "right",
    "select",
    "session_user",
    "set",
    "similar",
    "some",
    "symmetric",
    "table",
    "tablesample",
    "then",
    "to",
    "trailing",
    "transaction",
    "true",
    "union",
    "unique",
    "update",
    "user",
    "using",
    "values",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
];

/// A column's name as SQL text.
pub fn sql_name(name: &str) -> String {
    if SQL.contains(&name) { format!("\"{name}\"") } else { name.to_owned() }
}
