//! What has piled up here: tasks that stopped, and people who wait for an administrator.

use std::collections::BTreeMap;

use gantry_accounts::Error;
use gantry_core::client::ClientRowId;

use crate::workspaces::Workspaces;
use crate::workspaces::check::found::Findings;

/// Rows counted at most.
const MOST: i64 = 500;

impl Workspaces {
    /// Reports stopped tasks and people with problems, each with the reasons.
    pub(super) async fn check_waiting(
        &self,
        client: ClientRowId,
        findings: &mut Findings,
    ) -> Result<(), Error> {
        let tasks = self.waiting(client, MOST).await?;
        let stopped = counted(tasks.into_iter().filter_map(|task| task.stopped));
        if stopped.is_empty() {
            findings.good("check-tasks", "Nothing waits for an administrator.");
        } else {
            findings.bad(
                "check-tasks-stopped",
                "Sign-outs or changes wait for an administrator: mend what is named here, then \
                 have them tried again.",
            );
            findings.detail(stopped);
        }
        let people = self.problems(client, MOST).await?;
        let problems = counted(people.into_iter().filter_map(|known| known.problem));
        if !problems.is_empty() {
            findings.warn(
                "check-people",
                "Some people cannot come in until an administrator decides about their accounts.",
            );
            findings.detail(problems);
        }
        Ok(())
    }
}

/// Each reason with how often it is there.
fn counted(reasons: impl Iterator<Item = String>) -> String {
    let mut counts = BTreeMap::<String, usize>::new();
    for reason in reasons {
        *counts.entry(reason).or_default() += 1;
    }
    let texts = counts
        .iter()
        .map(|(reason, count)| format!("{count} × {reason}"));
    texts.collect::<Vec<_>>().join(", ")
}
