//! Rooms that follow groups: only those that the workspace's settings name are ever touched.

use std::collections::{BTreeMap, BTreeSet};

use crate::rest::{Act, RestError, Room};
use crate::workspaces::sync::{Subject, worse};
use crate::workspaces::task::Ended;
use crate::workspaces::{Opened, Workspaces};

/// There is no such room for the service account.
const ROOM_GONE: &str = "rocketchat-room-gone";
/// Members looked at in a page.
const PAGE: usize = 100;
/// In larger rooms it is not looked up who is in: asking twice changes nothing.
const LARGEST: usize = 1000;

/// A managed room, and whether the person belongs into it.
type Plan = BTreeMap<String, (Room, bool)>;

impl Workspaces {
    /// Puts the account into the managed rooms of its person's groups, and out of the others.
    pub(crate) async fn sync_rooms(&self, subject: &Subject<'_>) -> Ended {
        if subject.opened.workspace.sync.rooms.is_empty() {
            return Ended::Done;
        }
        let (plan, mut ended) = plan(subject).await;
        if matches!(ended, Ended::Later(_)) {
            return ended;
        }
        // A room that was not found may be one of the others by another name: nobody is put out.
        let sure = matches!(ended, Ended::Done);
        for (room, wanted) in plan.values() {
            if *wanted || sure {
                let moved = self.move_member(subject, room, *wanted).await;
                ended = worse(ended, moved);
            }
        }
        ended
    }

    async fn move_member(&self, subject: &Subject<'_>, room: &Room, wanted: bool) -> Ended {
        let Subject { task, opened, .. } = subject;
        let id = &subject.account.id;
        match is_in(opened, room, id).await {
            Ok(Some(inside)) if inside == wanted => return Ended::Done,
            Err(error) if error.is_retryable() => return Ended::Later(error.retry_after()),
            _ => {}
        }
        let outcome = if wanted {
            opened.rest.invite(room, id).await
        } else {
            opened.rest.kick(room, id).await
        };
        let Err(error) = outcome else {
            let what = if wanted { "joined" } else { "left" };
            self.note_account(task, &format!("room {} {what}", room.name));
            return Ended::Done;
        };
        match error.code() {
            Some("error-user-not-in-room" | "error-user-already-in-room") => Ended::Done,
            Some("error-you-are-last-owner") => {
                let detail = format!("room {} not left: its last owner", room.name);
                self.note_account(task, &detail);
                Ended::Done
            }
            _ => Ended::of(&error, act(room, wanted), opened),
        }
    }
}

/// Which rooms there are under the managed names.
async fn plan(subject: &Subject<'_>) -> (Plan, Ended) {
    let managed = &subject.opened.workspace.sync.rooms;
    let mut plan = Plan::new();
    let mut ended = Ended::Done;
    for name in managed.values().collect::<BTreeSet<_>>() {
        let wanted = managed
            .iter()
            .any(|(group, room)| room == name && subject.groups.contains(group));
        match subject.opened.rest.room(name).await {
            Ok(Some(room)) => {
                let entry = plan.entry(room.id.clone()).or_insert((room, false));
                entry.1 |= wanted;
            }
            Ok(None) => ended = worse(ended, Ended::Stopped(ROOM_GONE)),
            Err(error) => {
                ended = worse(ended, Ended::of(&error, Act::FindRoom, subject.opened));
                if error.is_retryable() {
                    break;
                }
            }
        }
    }
    (plan, ended)
}

/// Whether an account is in a room; `None` if the room is too large to look.
async fn is_in(opened: &Opened, room: &Room, id: &str) -> Result<Option<bool>, RestError> {
    let mut offset = 0;
    loop {
        let page = opened.rest.room_members(room, offset, PAGE).await?;
        if page.items.iter().any(|member| member.id == id) {
            return Ok(Some(true));
        }
        offset += page.items.len();
        if page.items.is_empty() || offset >= page.total {
            return Ok(Some(false));
        }
        if page.total > LARGEST || offset >= LARGEST {
            return Ok(None);
        }
    }
}

const fn act(room: &Room, wanted: bool) -> Act {
    match (room.private, wanted) {
        (false, true) => Act::InviteToChannel,
        (true, true) => Act::InviteToGroup,
        (false, false) => Act::RemoveFromChannel,
        (true, false) => Act::RemoveFromGroup,
    }
}
