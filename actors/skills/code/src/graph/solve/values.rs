//! Values and names by number.

use std::collections::HashMap;

/// A variable of the whole program.
pub type Node = u32;
/// A definition of the whole program.
pub type Global = u32;
pub type Sym = u32;
/// A value by its number.
pub type Val = u32;
pub type ModuleId = u32;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    Function(Global),
    Bound(Global, Val),
    Class(Global),
    Instance(Global),
    /// A container or object literal.
    Object(u32),
    Module(ModuleId),
    External(Sym),
    Text(Sym),
    /// A promise, or a coroutine that was not awaited: of what the node holds.
    Later(Node),
    /// A generator of what the node holds.
    Generator(Node),
    /// A method that the language itself gives a value.
    Native(Val, Sym),
    /// A function with first arguments, by its number.
    Partial(u32),
    /// Attributes behind a class in the order of resolution of a receiver.
    Super(Global, Val),
    /// The instance side of a JavaScript class.
    Prototype(Global),
}

/// Numbers for texts.
#[derive(Default)]
pub struct Names {
    by_text: HashMap<Box<str>, Sym>,
    texts: Vec<Box<str>>,
}

impl Names {
    pub fn sym(&mut self, text: &str) -> Sym {
        if let Some(sym) = self.by_text.get(text) {
            return *sym;
        }
        let sym = self.texts.len() as Sym;
        self.texts.push(text.into());
        self.by_text.insert(text.into(), sym);
        sym
    }

    pub fn text(&self, sym: Sym) -> &str {
        self.texts.get(sym as usize).map_or("", |text| text)
    }

    pub fn known(&self, text: &str) -> Option<Sym> {
        self.by_text.get(text).copied()
    }
}

/// Numbers for values.
#[derive(Default)]
pub struct Values {
    by_value: HashMap<Value, Val>,
    values: Vec<Value>,
}

impl Values {
    pub fn val(&mut self, value: Value) -> Val {
        *self.by_value.entry(value).or_insert_with(|| {
            self.values.push(value);
            self.values.len() as Val - 1
        })
    }

    pub fn get(&self, val: Val) -> Value {
        self.values[val as usize]
    }
}
