//! Channels and private groups: found, listed, joined on somebody's invitation, and left on somebody's order.

use serde_json::{Value, json};

use crate::accounts::ChatUser;
use crate::directory::Accounts;
use crate::rest::call::{Answer, Call, Reply, text_of, texts_of};
use crate::rest::refusal::Refusal;
use crate::rooms::Room;
use crate::workspace::lock;

/// Channel or group, with the words that depend on it.
#[derive(Clone, Copy)]
struct Kind {
    private: bool,
    key: &'static str,
    add_anywhere: &'static str,
    kick_anywhere: &'static str,
}

const CHANNEL: Kind = Kind {
    private: false,
    key: "channel",
    add_anywhere: "add-user-to-any-c-room",
    kick_anywhere: "kick-user-from-any-c-room",
};
const GROUP: Kind = Kind {
    private: true,
    key: "group",
    add_anywhere: "add-user-to-any-p-room",
    kick_anywhere: "kick-user-from-any-p-room",
};

/// `GET channels.list`
pub(crate) fn channels(call: &Call<'_>) -> Reply {
    listed(call, CHANNEL, |_| true)
}

/// `GET groups.listAll`
pub(crate) fn all_groups(call: &Call<'_>) -> Reply {
    listed(call, GROUP, |_| true)
}

/// `GET groups.list`: those that the caller is in.
pub(crate) fn own_groups(call: &Call<'_>) -> Answer {
    let user = &call.caller()?.user;
    Ok(listed(call, GROUP, |room| user.is_in(&room.name)))
}

/// `GET channels.info`
pub(crate) fn channel(call: &Call<'_>) -> Answer {
    info(call, CHANNEL)
}

/// `GET groups.info`
pub(crate) fn group(call: &Call<'_>) -> Answer {
    info(call, GROUP)
}

/// `GET channels.members`
pub(crate) fn channel_members(call: &Call<'_>) -> Answer {
    members(call, CHANNEL)
}

/// `GET groups.members`
pub(crate) fn group_members(call: &Call<'_>) -> Answer {
    members(call, GROUP)
}

/// `POST channels.invite`
pub(crate) fn invite_to_channel(call: &Call<'_>) -> Answer {
    invite(call, CHANNEL)
}

/// `POST groups.invite`
pub(crate) fn invite_to_group(call: &Call<'_>) -> Answer {
    invite(call, GROUP)
}

/// `POST channels.kick`
pub(crate) fn kick_from_channel(call: &Call<'_>) -> Answer {
    kick(call, CHANNEL)
}

/// `POST groups.kick`
pub(crate) fn kick_from_group(call: &Call<'_>) -> Answer {
    kick(call, GROUP)
}

fn listed(call: &Call<'_>, kind: Kind, wanted: impl Fn(&Room) -> bool) -> Reply {
    let accounts = lock(&call.workspace.accounts);
    let rooms = accounts.rooms.of_kind(kind.private);
    let shown = rooms
        .filter(|room| wanted(room))
        .map(|room| described(&accounts, room));
    call.page(
        if kind.private { "groups" } else { "channels" },
        shown.collect(),
    )
}

fn info(call: &Call<'_>, kind: Kind) -> Answer {
    let accounts = lock(&call.workspace.accounts);
    let (id, name) = (call.query("roomId"), call.query("roomName"));
    let room = found(&accounts, kind, id, name)?;
    visible(call, kind, &room)?;
    Ok(Reply::Success(
        json!({ kind.key: described(&accounts, &room) }),
    ))
}

fn members(call: &Call<'_>, kind: Kind) -> Answer {
    let accounts = lock(&call.workspace.accounts);
    let (id, name) = (call.query("roomId"), call.query("roomName"));
    let room = found(&accounts, kind, id, name)?;
    visible(call, kind, &room)?;
    let shown = accounts
        .members(&room.name)
        .map(|user| json!({ "_id": user.id, "username": user.username, "name": user.name }));
    Ok(call.page("members", shown.collect()))
}

fn invite(call: &Call<'_>, kind: Kind) -> Answer {
    let mut accounts = lock(&call.workspace.accounts);
    let room = found(
        &accounts,
        kind,
        call.text("roomId")?,
        call.text("roomName")?,
    )?;
    let joined = call.caller()?.user.is_in(&room.name) && call.may("add-user-to-joined-room");
    if !joined && !call.may(kind.add_anywhere) {
        return Err(Refusal::failed("error-not-allowed", "Not allowed"));
    }
    for user_id in invited(call, &accounts)? {
        if let Some(user) = accounts.by_id_mut(&user_id)
            && !user.is_in(&room.name)
        {
            user.channels.push(room.name.clone());
        }
    }
    Ok(Reply::Success(
        json!({ kind.key: described(&accounts, &room) }),
    ))
}

fn kick(call: &Call<'_>, kind: Kind) -> Answer {
    let mut accounts = lock(&call.workspace.accounts);
    let room = found(
        &accounts,
        kind,
        call.text("roomId")?,
        call.text("roomName")?,
    )?;
    let joined = call.caller()?.user.is_in(&room.name) && call.may("remove-user");
    if !joined && !call.may(kind.kick_anywhere) {
        return Err(Refusal::action_not_allowed("Not allowed"));
    }
    for user_id in invited(call, &accounts)? {
        if matches!(room.owners.as_slice(), [only] if *only == user_id) {
            return Err(Refusal::failed(
                "error-you-are-last-owner",
                "You are the last owner",
            ));
        }
        let Some(user) = accounts
            .by_id_mut(&user_id)
            .filter(|user| user.is_in(&room.name))
        else {
            return Err(Refusal::failed(
                "error-user-not-in-room",
                "User is not in this room",
            ));
        };
        user.channels.retain(|joined| *joined != room.name);
    }
    Ok(Reply::Success(
        json!({ kind.key: described(&accounts, &room) }),
    ))
}

/// The ids of the users that the body names.
fn invited(call: &Call<'_>, accounts: &Accounts) -> Result<Vec<String>, Refusal> {
    let mut users: Vec<Option<&ChatUser>> = Vec::new();
    users.extend(text_of(call.body, "userId")?.map(|id| accounts.by_id(id)));
    users.extend(text_of(call.body, "username")?.map(|name| accounts.by_username(name)));
    let ids = texts_of(call.body, "userIds")?.unwrap_or_default();
    users.extend(ids.iter().map(|id| accounts.by_id(id)));
    let names = texts_of(call.body, "usernames")?.unwrap_or_default();
    users.extend(names.iter().map(|name| accounts.by_username(name)));
    let known: Option<Vec<String>> = users
        .into_iter()
        .map(|user| user.map(|user| user.id.clone()))
        .collect();
    known.filter(|ids| !ids.is_empty()).ok_or_else(|| {
        Refusal::failed(
            "error-invalid-user",
            "The required \"userId\" or \"username\" param provided does not match any users",
        )
    })
}

fn found(
    accounts: &Accounts,
    kind: Kind,
    id: Option<&str>,
    name: Option<&str>,
) -> Result<Room, Refusal> {
    let room = match (id, name) {
        (Some(id), _) => accounts.rooms.by_id(id),
        (None, Some(name)) => accounts.rooms.by_name(name),
        (None, None) => {
            return Err(Refusal::failed(
                "error-roomid-param-not-provided",
                "The parameter \"roomId\" or \"roomName\" is required",
            ));
        }
    };
    room.filter(|room| room.private == kind.private)
        .cloned()
        .ok_or_else(|| not_found(kind))
}

/// A group shows itself to its members and to who administers rooms.
fn visible(call: &Call<'_>, kind: Kind, room: &Room) -> Result<(), Refusal> {
    let member = call.caller()?.user.is_in(&room.name);
    if room.private && !member && !call.may("view-room-administration") {
        return Err(not_found(kind));
    }
    Ok(())
}

fn not_found(kind: Kind) -> Refusal {
    Refusal::failed(
        "error-room-not-found",
        format!(
            "The required \"roomId\" or \"roomName\" param provided does not match any {}",
            kind.key
        ),
    )
}

fn described(accounts: &Accounts, room: &Room) -> Value {
    json!({
        "_id": room.id,
        "name": room.name,
        "fname": room.name,
        "t": if room.private { "p" } else { "c" },
        "usersCount": accounts.members(&room.name).count(),
    })
}
