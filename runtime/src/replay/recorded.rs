//! Every port of a session, answered from a record. That the list is whole is for the compiler to say: [`Ports`] has no other.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use llm::prices::PriceTable;
use llm::{Call, ModelError, Part, Parts, Provider, Request, Script, Scripted, Step};
use memory::Blobs;
use protocol::check::CheckResult;
use protocol::enquiry::{Look, Query};
use protocol::id::{CallId, ContentHash, TaskId};
use protocol::repair::RepairResult;
use tokio_util::sync::CancellationToken;
use tools::ToolError;
use tools::effect::Found;
use tools::reading::{Reader, Reading};
use tools::work::{Amendment, CheckOrder, Checked, Checker, Deliverer, Mended, Order, Receipt, WorkFile};

use super::cue::{Heard, RepairedFile};
use super::stage::Stage;
use crate::ports::{Alarm, Chance, Clock, Model, Ports};

/// What is said of a check or a delivery that the record does not have.
pub const NOT_RECORDED: &str = "not recorded: in a replay nothing is run";

/// The ports of one life.
pub(super) fn ports(
    stage: &Stage,
    blobs: &Arc<dyn Blobs>,
    prices: &Arc<PriceTable>,
    has_model: bool,
) -> Ports {
    let told = Arc::new(Told { stage: stage.clone(), blobs: Arc::clone(blobs) });
    Ports {
        clock: Arc::clone(&told) as Arc<dyn Clock>,
        chance: Arc::clone(&told) as Arc<dyn Chance>,
        deliverer: Arc::clone(&told) as Arc<dyn Deliverer>,
        checker: Arc::clone(&told) as Arc<dyn Checker>,
        reader: Some(Arc::new(Books { stage: stage.clone() })),
        model: has_model.then(|| Model { provider: told, prices: Arc::clone(prices) }),
    }
}

/// Repositories as they were read then.
#[derive(Clone)]
struct Books {
    stage: Stage,
}

impl Reader for Books {
    fn open(&self, _: &Path) -> Box<dyn Reading> {
        Box::new(self.clone())
    }
}

#[async_trait]
impl Reading for Books {
    /// A look that found no change left nothing to tell.
    async fn look(&mut self, task: &TaskId, _: &Query) -> Result<Look, String> {
        let mut board = self.stage.board();
        board.answered.looks += 1;
        Ok(board.looks.remove(task).unwrap_or_default())
    }
}

struct Told {
    stage: Stage,
    blobs: Arc<dyn Blobs>,
}

#[async_trait]
impl Clock for Told {
    fn now_ms(&self) -> u64 {
        self.stage.board().now_ms
    }

    /// Nothing waits for time to pass: what rang rings again.
    async fn sleep(&self, _: u64) {
        std::future::pending().await
    }

    async fn wait(&self, _: u64, alarm: Alarm) {
        self.stage.rung(&alarm).await;
    }
}

impl Chance for Told {
    fn bytes(&self) -> [u8; 16] {
        self.stage.board().chance
    }
}

#[async_trait]
impl Deliverer for Told {
    async fn deliver(&self, order: Order, cancel: CancellationToken) -> Result<Receipt, ToolError> {
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(ToolError::Cancelled { step: "deliver".to_owned() }),
            receipt = self.receipt(&order.tree_hash) => receipt,
        }
    }

    /// An earlier life's delivery is the same as this one's: the record has one receipt.
    async fn delivered(&self, _: &Path, tree_hash: &str) -> Result<Found<Receipt>, ToolError> {
        tokio::select! {
            biased;
            why = self.stage.taken(|board| board.doubt.take()) => Ok(Found::Unknown { why }),
            receipt = self.receipt(tree_hash) => receipt.map(Found::Done),
        }
    }

    async fn amend(&self, _: Amendment, cancel: CancellationToken) -> Result<Receipt, ToolError> {
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(ToolError::Cancelled { step: "amend".to_owned() }),
            receipt = self.amendment() => receipt,
        }
    }

    async fn amended(&self, _: &Amendment) -> Result<Found<Receipt>, ToolError> {
        self.amendment().await.map(Found::Done)
    }
}

#[async_trait]
impl Checker for Told {
    async fn run(&self, order: CheckOrder, _: CancellationToken) -> Checked {
        let mut board = self.stage.board();
        let proof = board.checks.remove(&order.spec.name).filter(|proof| proof.tree == board.delivered);
        let Some(proof) = proof else { return CheckResult::not_checked(NOT_RECORDED).into() };
        board.answered.checks += 1;
        // What it printed is in the recorded result.
        proof.result.into()
    }

    async fn repair(&self, order: CheckOrder, _: CancellationToken) -> Mended {
        let repair = self.stage.board().repairs.remove(&order.spec.name);
        let useless = |why: &str| Mended { result: RepairResult::useless(why), files: Vec::new() };
        let Some(repair) = repair else { return useless(NOT_RECORDED) };
        match repair.files.iter().map(|file| self.file(file)).collect::<Option<Vec<_>>>() {
            Some(files) => Mended { result: repair.result, files },
            None => useless("the repaired files are not kept any more"),
        }
    }

    /// There is no copy.
    async fn clean(&self, _: &str) {}
}

#[async_trait]
impl Provider for Told {
    async fn ask(&self, request: &Request, call: Call) -> Result<Parts, ModelError> {
        let id = CallId::new(call.id.clone());
        let heard = tokio::select! {
            biased;
            () = call.cancel.cancelled() => return Err(ModelError::Cancelled),
            heard = self.stage.taken(|board| board.heard.remove(&id)) => heard,
        };
        self.stage.board().answered.model_calls += 1;
        Scripted::in_order(vec![self.script(heard)?]).ask(request, call).await
    }
}

impl Told {
    /// Another tree than the recorded one was put nowhere.
    async fn receipt(&self, tree_hash: &str) -> Result<Receipt, ToolError> {
        let (receipt, tree) = self.stage.taken(|board| board.receipt.take()).await;
        let mut board = self.stage.board();
        let this = ContentHash::new(tree_hash);
        let is_recorded = tree.as_ref() == Some(&this);
        board.delivered = Some(this);
        if !is_recorded {
            return Ok(Receipt { head: None, note: NOT_RECORDED.to_owned() });
        }
        board.answered.deliveries += 1;
        receipt.map_err(|said| ToolError::Recorded { said })
    }

    /// As what a check ran on, the tree is the recorded one where the repairs are.
    async fn amendment(&self) -> Result<Receipt, ToolError> {
        let (receipt, tree) = self.stage.taken(|board| board.amended.take()).await;
        let mut board = self.stage.board();
        board.answered.deliveries += 1;
        if receipt.is_ok() {
            board.delivered = tree;
        }
        receipt.map_err(|said| ToolError::Recorded { said })
    }

    fn file(&self, file: &RepairedFile) -> Option<WorkFile> {
        let bundle = self.blobs.get(&file.bundle.as_str().parse().ok()?).ok()?;
        let start = usize::try_from(file.offset).ok()?;
        let end = start.checked_add(usize::try_from(file.bytes).ok()?)?;
        let bytes = bundle.get(start..end)?.to_vec();
        Some(WorkFile { path: file.path.clone(), bytes, executable: file.executable })
    }

    fn script(&self, heard: Heard) -> Result<Script, ModelError> {
        match heard {
            Heard::Answer { text, finish, usage } => {
                let parts =
                    [Some(Part::Text(self.text(&text)?)), usage.map(Part::Usage), Some(Part::Done(finish))];
                let steps = parts.into_iter().flatten().map(Step::Say).collect();
                Ok(Script { opening: Vec::new(), steps })
            }
            Heard::Failure { error, in_the_middle: false, .. } => Ok(Script::refusal(error)),
            // What had come by then was thrown away, and is not kept.
            Heard::Failure { error, in_the_middle: true, .. } => {
                let steps = vec![Step::Say(Part::Text("…".to_owned())), Step::Fail(error)];
                Ok(Script { opening: Vec::new(), steps })
            }
        }
    }

    fn text(&self, hash: &ContentHash) -> Result<String, ModelError> {
        let lost = |why: String| ModelError::Malformed { detail: why };
        let hash = hash.as_str().parse().map_err(|error: memory::BadBlobHash| lost(error.to_string()))?;
        let bytes = self.blobs.get(&hash).map_err(|error| lost(error.to_string()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}
