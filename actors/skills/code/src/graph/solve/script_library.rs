//! Functions of JavaScript, its platform and React that call, or hand on, what they are given.

use super::super::ir::ObjectKind;
use super::values::{Node, Val, Value};
use super::{Arg, Item, Rule, Solver, Spot};

/// Give back what they are given, or something that is called alike.
const SAME: &[&str] = &[
    "memo",
    "forwardRef",
    "observer",
    "debounce",
    "throttle",
    "promisify",
    "markRaw",
    "useCallback",
    "useEvent",
    "useEffectEvent",
    "$state",
    "$derived",
    "$bindable",
];
/// Call what they are given first, later.
const LATER: &[&str] = &[
    "useEffect",
    "useLayoutEffect",
    "useInsertionEffect",
    "onMounted",
    "onUnmounted",
    "onMount",
    "onDestroy",
    "$effect",
    "watchEffect",
    "setTimeout",
    "setInterval",
    "setImmediate",
    "queueMicrotask",
    "requestAnimationFrame",
    "nextTick",
    "requestIdleCallback",
    "startTransition",
    "beforeEach",
    "afterEach",
    "beforeAll",
    "afterAll",
];

impl Solver<'_> {
    pub(super) fn script_function(&mut self, name: &str, site: u32, at: Spot) -> bool {
        let to = self.sites[site as usize].to;
        let first = self.arg(site, 0);
        let last = name.rsplit('.').next().unwrap_or(name);
        match last {
            _ if SAME.contains(&last) => first.into_iter().for_each(|of| self.flow(of, to)),
            _ if LATER.contains(&last) => self.called_later(first, at),
            "describe" | "it" | "test" => {
                let callee = self.arg(site, 1);
                self.called_later(callee, at);
            }
            "by" | "untrack" if matches!(name, "$derived.by" | "untrack" | "svelte.untrack") => {
                first.into_iter().for_each(|callee| self.call_back(callee, &[], to, at));
            }
            "raw" if name == "$state.raw" => first.into_iter().for_each(|of| self.flow(of, to)),
            "pre" if name == "$effect.pre" => self.called_later(first, at),
            "lazy" => {
                // The component is what the module that comes exports by default.
                let (module, default) = (self.fresh(), self.names.sym("default"));
                first.into_iter().for_each(|callee| self.call_back(callee, &[], module, at));
                self.watch(module, Rule::Load { name: default, to, at });
            }
            "useMemo" | "useState" | "computed" | "useRef" | "ref" | "reactive" | "useReducer" => {
                self.hook(last, site, at)
            }
            "createContext" => {
                let context = self.made(u32::MAX - site, 23, ObjectKind::Record);
                first.into_iter().for_each(|from| self.push(context, from));
                self.add(to, context);
            }
            "useContext" | "use" => {
                if let Some(of) = first {
                    self.watch(of, Rule::LoadItem { item: Item::Any, to, at });
                    self.watch(of, Rule::Await { to });
                }
            }
            "Promise" => {
                let (held, resolve) = (self.fresh(), self.fresh());
                first.into_iter().for_each(|callee| self.call_back(callee, &[resolve], held, at));
                self.put(to, Value::Later(held));
            }
            "resolve" | "all" | "race" | "allSettled" | "any" if name.starts_with("Promise.") => {
                self.promises(last, site, first, at);
            }
            _ => return self.container(name, last, site, at),
        }
        true
    }

    fn called_later(&mut self, callee: Option<Node>, at: Spot) {
        let ignored = self.fresh();
        callee.into_iter().for_each(|callee| self.call_back(callee, &[], ignored, at));
    }

    /// Those that make or read objects and lists.
    fn container(&mut self, name: &str, last: &str, site: u32, at: Spot) -> bool {
        let to = self.sites[site as usize].to;
        let first = self.arg(site, 0);
        match last {
            "values" if name == "Object.values" => self.object_part(site, first, false),
            "entries" if name == "Object.entries" => self.object_part(site, first, true),
            "assign" | "freeze" | "seal" if name.starts_with("Object.") => {
                first.into_iter().for_each(|of| self.flow(of, to));
                for place in 1..self.sites[site as usize].args.len() {
                    if let Some(source) = self.arg(site, place) {
                        self.spread_into(first, source);
                    }
                }
            }
            // What it is made after need not be of the project; what is put into it later is.
            "create" if name == "Object.create" => {
                let made = self.made(u32::MAX - site, 26, ObjectKind::Record);
                first.into_iter().for_each(|source| self.watch(source, Rule::Spread { to: made }));
                self.add(to, made);
            }
            "from" | "of" if name.starts_with("Array.") => self.array(last == "from", site, at),
            "Map" | "Set" | "WeakMap" | "WeakSet" | "Array" if !name.contains('.') => {
                let item = self.fresh();
                first.into_iter().for_each(|of| self.watch(of, Rule::Iterate { to: item, at }));
                self.answer_list(site, item);
            }
            _ => return false,
        }
        true
    }

    /// `Array.from(items, callee)` and `Array.of(item)`.
    fn array(&mut self, iterates: bool, site: u32, at: Spot) {
        let item = self.fresh();
        if let Some(of) = self.arg(site, 0) {
            if iterates { self.watch(of, Rule::Iterate { to: item, at }) } else { self.flow(of, item) }
        }
        let result = self.fresh();
        let callee = self.arg(site, 1).filter(|_| iterates);
        callee.into_iter().for_each(|callee| self.call_back(callee, &[item], result, at));
        self.answer_list(site, if callee.is_some() { result } else { item });
    }

    fn hook(&mut self, name: &str, site: u32, at: Spot) {
        let to = self.sites[site as usize].to;
        let Some(first) = self.arg(site, 0) else { return };
        let made = self.made(u32::MAX - site, 24, ObjectKind::Tuple);
        match name {
            "useMemo" | "computed" => {
                self.call_back(first, &[], to, at);
                if name == "computed" {
                    let value = self.names.sym("value");
                    self.store_key(made, value, to);
                }
            }
            "useState" => {
                let zero = self.names.sym("0");
                let state = self.fresh();
                self.flow(first, state);
                self.call_back(first, &[], state, at);
                self.store_key(made, zero, state);
                self.add(to, made);
            }
            "useReducer" => {
                let ignored = self.fresh();
                self.call_back(first, &[], ignored, at);
            }
            _ => {
                let key = self.names.sym(if name == "useRef" { "current" } else { "value" });
                self.store_key(made, key, first);
                self.add(to, made);
            }
        }
    }

    fn object_part(&mut self, site: u32, of: Option<Node>, pairs: bool) {
        let Some(of) = of else { return };
        let at = self.spot_of(site);
        let item = self.fresh();
        self.watch(of, Rule::LoadItem { item: Item::Any, to: item, at });
        if pairs { self.pairs(site, item) } else { self.answer_list(site, item) }
    }

    fn spread_into(&mut self, target: Option<Node>, source: Node) {
        let Some(target) = target else { return };
        for at in 0..self.slots[target as usize].values.len() {
            let val = self.slots[target as usize].values[at];
            if matches!(self.values.get(val), Value::Object(_)) {
                self.watch(source, Rule::Spread { to: val });
            }
        }
    }

    fn promises(&mut self, name: &str, site: u32, first: Option<Node>, at: Spot) {
        let to = self.sites[site as usize].to;
        let Some(first) = first else { return };
        let held = self.fresh();
        match name {
            "resolve" => self.flow(first, held),
            _ => {
                let (item, value) = (self.fresh(), self.fresh());
                self.watch(first, Rule::Iterate { to: item, at });
                self.watch(item, Rule::Await { to: value });
                if name == "all" {
                    let list = self.list_of(site, 25, value);
                    self.add(held, list);
                } else {
                    self.flow(value, held);
                }
            }
        }
        self.put(to, Value::Later(held));
    }

    pub(super) fn context_value(&mut self, context: Val, props: &[Arg]) {
        let at = Spot { caller: 0, line: 0, script: true };
        let value = self.names.sym("value");
        for arg in props {
            let from = self.fresh();
            self.watch(arg.node, Rule::LoadItem { item: Item::Named(value), to: from, at });
            self.push(context, from);
        }
    }
}
