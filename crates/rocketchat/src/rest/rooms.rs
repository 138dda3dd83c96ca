//! Channels (open) and groups (private): the same calls under two names.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;

use crate::rest::accounts::Page;
use crate::rest::client::RestClient;
use crate::rest::error::RestError;

/// A room in which Gantry may keep members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// Its `_id`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// A private group, not an open channel.
    pub private: bool,
}

/// Somebody in a room.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RoomMember {
    /// The account's `_id`.
    #[serde(rename = "_id")]
    pub id: String,
    /// Its user name.
    pub username: Option<String>,
}

impl Room {
    fn path(&self, act: &str) -> String {
        let kind = if self.private { "groups" } else { "channels" };
        format!("v1/{kind}.{act}")
    }
}

#[derive(Deserialize)]
struct RoomAnswer {
    #[serde(alias = "channel", alias = "group")]
    room: RoomRow,
}

#[derive(Deserialize)]
struct RoomRow {
    #[serde(rename = "_id")]
    id: String,
    name: String,
}

#[derive(Deserialize)]
struct MembersAnswer {
    members: Vec<RoomMember>,
    total: usize,
}

impl RestClient {
    /// The room of this name or, failing that, with this id. Private rooms are found only if the
    /// asking account is in them.
    ///
    /// # Errors
    ///
    /// As every call; absence is none.
    pub async fn room(&self, name_or_id: &str) -> Result<Option<Room>, RestError> {
        for parameter in ["roomId", "roomName"] {
            for private in [false, true] {
                let found = self.room_info(private, (parameter, name_or_id)).await?;
                if found.is_some() {
                    return Ok(found);
                }
            }
        }
        Ok(None)
    }

    async fn room_info(
        &self,
        private: bool,
        wanted: (&str, &str),
    ) -> Result<Option<Room>, RestError> {
        let path = if private {
            "v1/groups.info"
        } else {
            "v1/channels.info"
        };
        match self.get::<RoomAnswer>(path, &[wanted]).await {
            Ok(RoomAnswer { room }) => Ok(Some(Room {
                id: room.id,
                name: room.name,
                private,
            })),
            Err(error) if error.is_code(&["error-room-not-found", "error-invalid-room"]) => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Who is in a room, a page at a time.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn room_members(
        &self,
        room: &Room,
        offset: usize,
        count: usize,
    ) -> Result<Page<RoomMember>, RestError> {
        let (offset, count) = (offset.to_string(), count.to_string());
        let query = [
            ("roomId", &*room.id),
            ("offset", &offset),
            ("count", &count),
        ];
        let answer: MembersAnswer = self.get(&room.path("members"), &query).await?;
        Ok(Page {
            items: answer.members,
            total: answer.total,
        })
    }

    /// Puts an account into a room.
    ///
    /// # Errors
    ///
    /// For a private room without `add-user-to-any-p-room`, which no role has by default.
    pub async fn invite(&self, room: &Room, user_id: &str) -> Result<(), RestError> {
        self.change_member(room, "invite", user_id).await
    }

    /// Takes an account out of a room.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn kick(&self, room: &Room, user_id: &str) -> Result<(), RestError> {
        self.change_member(room, "kick", user_id).await
    }

    async fn change_member(&self, room: &Room, act: &str, user_id: &str) -> Result<(), RestError> {
        let body = json!({"roomId": room.id, "userId": user_id});
        let _: IgnoredAny = self.post(&room.path(act), body).await?;
        Ok(())
    }
}
