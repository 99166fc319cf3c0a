//! The fixpoint itself: variables, what flows between them, and the rules that wait for values.

use super::values::{Node, Val, Value};
use super::{Rule, Slot, Solver, VALUES_MAX};

/// Rules that are applied within one another; a frame of them all has a few kilobytes.
const DEPTH_MAX: usize = 64;

impl Solver<'_> {
    pub(super) fn fresh(&mut self) -> Node {
        self.slots.push(Slot::default());
        self.slots.len() as Node - 1
    }

    pub(super) fn add(&mut self, node: Node, val: Val) {
        let slot = &mut self.slots[node as usize];
        if slot.values.contains(&val) {
            return;
        }
        if slot.values.len() >= VALUES_MAX {
            self.saturated += usize::from(!std::mem::replace(&mut slot.full, true));
            return;
        }
        slot.values.push(val);
        if !slot.queued {
            slot.queued = true;
            self.queue.push_back(node);
        }
    }

    pub(super) fn put(&mut self, node: Node, value: Value) {
        let val = self.values.val(value);
        self.add(node, val);
    }

    pub(super) fn flow(&mut self, from: Node, to: Node) {
        if from == to || self.slots[from as usize].flows.contains(&to) {
            return;
        }
        self.slots[from as usize].flows.push(to);
        for at in 0..self.slots[from as usize].values.len() {
            let val = self.slots[from as usize].values[at];
            self.add(to, val);
        }
    }

    pub(super) fn watch(&mut self, node: Node, rule: Rule) {
        self.rules.push(rule);
        let rule = self.rules.len() as u32 - 1;
        self.slots[node as usize].rules.push(rule);
        for at in 0..self.slots[node as usize].done {
            let val = self.slots[node as usize].values[at];
            // A rule may call what watches again: calls of calls of a large program overflow the stack.
            if self.depth >= DEPTH_MAX {
                self.pending.push((rule, val));
                continue;
            }
            self.depth += 1;
            self.apply(rule, val);
            self.depth -= 1;
        }
    }

    pub(super) fn held(&self, node: Node) -> Vec<Value> {
        self.slots[node as usize].values.iter().map(|val| self.values.get(*val)).collect()
    }

    pub(super) fn run(&mut self) {
        loop {
            while let Some(node) = self.queue.pop_front() {
                if self.spent() {
                    return;
                }
                self.visit(node);
                self.catch_up();
            }
            if !std::mem::take(&mut self.hierarchy_changed) {
                return;
            }
            self.forget_orders();
            for (rule, val) in self.class_loads.clone() {
                if self.spent() {
                    return;
                }
                self.work += 1;
                self.apply(rule, val);
                self.catch_up();
            }
        }
    }

    /// Applies what was left for later, because it lay too deep.
    fn catch_up(&mut self) {
        while let Some((rule, val)) = self.pending.pop() {
            if self.spent() {
                return;
            }
            self.work += 1;
            self.apply(rule, val);
        }
    }

    /// The bound is met: what is known now is all that will be.
    pub(super) fn spent(&self) -> bool {
        self.work > self.work_max
    }

    pub(super) fn visit(&mut self, node: Node) {
        let slot = &mut self.slots[node as usize];
        slot.queued = false;
        let (start, end) = (slot.done, slot.values.len());
        slot.done = end;
        let fresh: Vec<Val> = slot.values[start..end].to_vec();
        let (flows, rules) = (slot.flows.clone(), slot.rules.clone());
        self.work += (fresh.len() * (flows.len() + rules.len())) as u64 + 1;
        for val in fresh {
            for to in &flows {
                self.add(*to, val);
            }
            for rule in &rules {
                self.apply(*rule, val);
            }
        }
    }

    /// What a rule does with one value that its variable may hold.
    pub(super) fn apply(&mut self, rule: u32, val: Val) {
        let value = self.values.get(val);
        let what = self.rules[rule as usize].clone();
        if self.waits(&what, value) {
            if let Some(deferred) = &mut self.deferred {
                deferred.push((rule, val));
            }
            return;
        }
        match what {
            Rule::Load { name, to, at } => self.load(rule, val, name, to, at),
            Rule::Store { name, from, at } => self.store(val, name, from, at),
            Rule::LoadItem { item, to, at } => self.load_item(val, &item, to, at),
            Rule::StoreItem { item, from, at } => self.store_item(val, &item, from, at),
            Rule::Rest { from, to } => self.rest(val, from, to),
            Rule::Call(site) => self.call(site, val),
            Rule::Iterate { to, at } => self.iterate(val, to, at),
            Rule::Next { to, at, later } => self.next(val, to, at, later),
            Rule::Await { to } => self.resolve(val, to),
            Rule::Enter { to, at, later } => self.enter(val, to, at, later),
            Rule::Operator { method, args, to, at } => self.operator(val, method, &args, to, at),
            Rule::Bind { receiver, to, at } => self.bind(val, receiver, to, at),
            Rule::Invoke { receiver, site } => self.invoke_member(val, receiver, site),
            Rule::Super { other, is_class, to } => self.super_of(val, other, is_class, to),
            Rule::Base => {
                self.forget_orders();
                self.hierarchy_changed = true;
            }
            Rule::Decorated { site } => self.decorated(site, val),
            Rule::Spread { to } => self.spread(val, to),
        }
    }

    /// Until imports and bases are known, nothing is asked of objects.
    pub(super) fn waits(&self, rule: &Rule, value: Value) -> bool {
        self.deferred.is_some()
            && match rule {
                Rule::Call(_) | Rule::Operator { .. } | Rule::Enter { .. } | Rule::Iterate { .. } => true,
                Rule::Bind { .. } | Rule::Invoke { .. } | Rule::Super { .. } | Rule::Store { .. } => true,
                Rule::Load { .. } => !matches!(value, Value::Module(_) | Value::External(_)),
                _ => false,
            }
    }
}
