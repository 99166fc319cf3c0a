//! The power goes, or the process is killed, at operation n; also while it recovers from that.

use memory::disk::sim::{Kept, SimDisk, Trigger};

use super::world::{Promised, Step, World, script};

/// What the disk kept of what was not synced: nothing, everything, and six ways between.
const CUTS: u64 = 8;
/// Of the operations of the script, each so many-th is followed by power cuts at every operation of its recovery.
const RECOVERED_EVERY: u64 = 5;

/// Runs the script up to the first error.
fn run(disk: &SimDisk, promised: &mut Promised, steps: &[Step]) -> Result<(), String> {
    let mut world = Some(World::open(disk)?);
    for step in steps {
        let done;
        (world, done) = world.take().ok_or("it could not be opened")?.perform(step, promised);
        done?;
    }
    Ok(())
}

/// Opens what is there, checks it, and works on a little.
fn recover(disk: &SimDisk, promised: &mut Promised, at: &str) -> Result<(), String> {
    World::open(disk)?.check(promised, at);
    run(disk, promised, &script()[..6])
}

/// Recovers and checks; nothing may fail.
fn recovers(disk: &SimDisk, promised: &mut Promised, at: &str) {
    recover(disk, promised, at).unwrap_or_else(|error| panic!("{at}: {error}"));
    World::open(disk).unwrap_or_else(|error| panic!("{at}: {error}")).check(promised, at);
}

/// Loses power at operation `nth`: the disk in the state of that moment, what was promised, and where it was.
fn interrupted(nth: u64) -> Option<(SimDisk, Promised, String)> {
    let (disk, mut promised) = (SimDisk::new(nth), Promised::default());
    disk.plan(Trigger::LosePower { nth });
    let ended = run(&disk, &mut promised, &script());
    let met = disk.met();
    assert_eq!(ended.is_ok(), met.is_none(), "{ended:?}");
    Some((disk, promised, met?))
}

#[test]
fn a_power_cut_at_any_operation_keeps_what_was_acknowledged() {
    let (mut points, mut nth) = (0, 1);
    while let Some((disk, promised, met)) = interrupted(nth) {
        for cut in 0..CUTS {
            let (disk, mut promised) = (disk.copy(), promised.clone());
            let kept = Kept::nth(cut, nth);
            disk.power_cycle(kept);
            recovers(&disk, &mut promised, &format!("{met}, {kept:?}"));
            points += 1;
        }
        nth += 1;
    }
    println!("{} operations, {points} power cuts", nth - 1);
    assert!(points > CUTS * 250, "only {points} power cuts");
}

#[test]
fn a_power_cut_during_recovery_keeps_it_too() {
    let (mut points, mut nth) = (0, 1);
    while let Some((disk, promised, met)) = interrupted(nth) {
        let first = Kept::nth(nth % CUTS, nth);
        disk.power_cycle(first);
        for again in 1.. {
            let (disk, mut promised) = (disk.copy(), promised.clone());
            disk.plan(Trigger::LosePower { nth: again });
            drop(World::open(&disk));
            let Some(met_again) = disk.met() else { break };
            let second = Kept::nth(again % CUTS, nth);
            disk.power_cycle(second);
            recovers(&disk, &mut promised, &format!("{met}, {first:?}, then {met_again}, {second:?}"));
            points += 1;
        }
        nth += RECOVERED_EVERY;
    }
    println!("{points} power cuts during recovery");
    assert!(points > 1_500, "only {points} power cuts");
}

#[test]
fn what_a_process_finds_after_one_that_was_killed_survives_a_power_cut() {
    let (mut points, mut nth) = (0, 1);
    while let Some((disk, mut promised, met)) = interrupted(nth) {
        disk.restart_process();
        let world = World::open(&disk).unwrap_or_else(|error| panic!("{met}: {error}"));
        world.check(&mut promised, &met);
        drop(world);
        // Cut at once, and after it has built on what it found.
        for (cut, steps) in (0..CUTS).flat_map(|cut| [(cut, 0), (cut, 3)]) {
            let (disk, mut promised) = (disk.copy(), promised.clone());
            let kept = Kept::nth(cut, nth);
            let at = format!("killed at {met}, {steps} steps later {kept:?}");
            run(&disk, &mut promised, &script()[..steps]).unwrap_or_else(|error| panic!("{at}: {error}"));
            disk.power_cycle(kept);
            recovers(&disk, &mut promised, &at);
            points += 1;
        }
        nth += 1;
    }
    println!("{} kills, {points} power cuts", nth - 1);
    assert!(points > 2 * CUTS * 250, "only {points} power cuts");
}
