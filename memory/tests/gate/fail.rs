//! Operation n returns an error and the process goes on.

use memory::disk::sim::{Failure, Kept, SimDisk, Trigger};

use super::world::{Promised, Step, World, script};

/// What a process does about a refused step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    TryAgain,
    GoOn,
}

/// Power cuts tried at the end of each run.
const CUTS: u64 = 3;
/// Steps done after each of them: one of each kind.
const SHORT: usize = 6;

/// Runs steps; the errors they met. A world that could not be opened is opened before the next step.
fn run(disk: &SimDisk, steps: &[Step], promised: &mut Promised, then: Then) -> (Option<World>, Vec<String>) {
    let (mut world, mut errors) = (None, Vec::new());
    for step in steps {
        let attempts = if then == Then::TryAgain { 2 } else { 1 };
        for _ in 0..attempts {
            let (next, error) = attempt(disk, world.take(), step, promised);
            world = next;
            match error {
                None => break,
                Some(error) => errors.push(error),
            }
        }
    }
    (world, errors)
}

fn attempt(
    disk: &SimDisk,
    world: Option<World>,
    step: &Step,
    promised: &mut Promised,
) -> (Option<World>, Option<String>) {
    let world = match world {
        Some(world) => world,
        None => match World::open(disk) {
            // What a process finds when it starts, it may act on.
            Ok(world) => {
                if disk.met().is_some() {
                    world.check(promised, &format!("opened again after {:?}", disk.met()));
                }
                world
            }
            Err(error) => return (None, Some(error)),
        },
    };
    let (world, done) = world.perform(step, promised);
    (world, done.err())
}

fn works_to_the_end(disk: &SimDisk, promised: &Promised, at: &str) {
    for cut in 0..CUTS {
        let (disk, mut promised) = (disk.copy(), promised.clone());
        let kept = Kept::nth(cut, disk.operations());
        let at = format!("{at}, then {kept:?}");
        disk.power_cycle(kept);
        let world = World::open(&disk).unwrap_or_else(|error| panic!("{at}: {error}"));
        world.check(&mut promised, &at);
        drop(world);
        let (world, errors) = run(&disk, &script()[..SHORT], &mut promised, Then::GoOn);
        assert!(errors.is_empty(), "{at}: {errors:?}");
        world.unwrap().check(&mut promised, &at);
    }
}

/// Every operation in turn; the number of operations that failed.
fn every_operation(with: Failure, then: Then) -> u64 {
    for nth in 1.. {
        let (disk, mut promised) = (SimDisk::new(nth), Promised::default());
        disk.plan(Trigger::Fail { nth, with });
        let (world, errors) = run(&disk, &script(), &mut promised, then);
        let Some(met) = disk.met() else {
            assert!(errors.is_empty(), "{errors:?}");
            return nth - 1;
        };
        let at = format!("seed {nth}, {with:?}, {then:?}, {met}");
        if let Some(world) = world {
            world.check(&mut promised, &at);
        }
        works_to_the_end(&disk, &promised, &at);
    }
    unreachable!("the script has an end")
}

#[test]
fn one_failing_operation_loses_nothing_that_was_acknowledged() {
    let ways = [
        (Failure::Broken, Then::TryAgain),
        (Failure::Broken, Then::GoOn),
        (Failure::Full, Then::GoOn),
        (Failure::TooManyFiles, Then::TryAgain),
    ];
    let points: u64 = ways.map(|(with, then)| every_operation(with, then)).iter().sum();
    println!("{points} failing operations");
    assert!(points > 4 * 250, "only {points} operations were made to fail");
}

#[test]
fn a_disk_that_stays_full_or_read_only_refuses_and_goes_on_when_it_can() {
    let mut points = 0;
    for with in [Failure::Full, Failure::ReadOnly] {
        for nth in 1.. {
            let (disk, mut promised) = (SimDisk::new(nth), Promised::default());
            disk.plan(Trigger::FailFrom { nth, with });
            let (world, errors) = run(&disk, &script(), &mut promised, Then::GoOn);
            let Some(met) = disk.met() else { break };
            let at = format!("seed {nth}, from then on {with:?}, {met}");
            let advice = match with {
                Failure::Full => "the disk or quota is full; free some space and try again",
                _ => "the file system is read-only; set SAMRIDDH_HOME to a folder that can be written",
            };
            assert!(errors.iter().any(|error| error.contains(advice)), "{at}: {errors:?}");
            disk.plan(Trigger::Nothing);
            let world = world.or_else(|| World::open(&disk).ok()).unwrap_or_else(|| panic!("{at}"));
            world.check(&mut promised, &at);
            drop(world);
            works_to_the_end(&disk, &promised, &at);
            points += 1;
        }
    }
    println!("{points} places from which on the disk refused");
    assert!(points > 2 * 250, "only {points} places");
}
