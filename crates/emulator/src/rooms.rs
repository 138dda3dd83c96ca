//! Channels and private groups; who is in them is written in the users, by the room's name.

use crate::encoding::random_alphanumeric;

/// A channel or a private group.
#[derive(Clone, Debug)]
pub(crate) struct Room {
    /// The chat's own id.
    pub(crate) id: String,
    /// The name, unique in the workspace.
    pub(crate) name: String,
    /// A group rather than a channel.
    pub(crate) private: bool,
    /// Ids of the users who own it.
    pub(crate) owners: Vec<String>,
}

/// Every room of the workspace.
#[derive(Debug)]
pub(crate) struct Rooms {
    list: Vec<Room>,
}

impl Rooms {
    pub(crate) fn with_general() -> Self {
        let general = Room {
            id: "GENERAL".to_owned(),
            name: "general".to_owned(),
            private: false,
            owners: Vec::new(),
        };
        Self {
            list: vec![general],
        }
    }

    /// Makes a room unless one has the name.
    pub(crate) fn open(&mut self, name: &str, private: bool, owner: Option<&str>) {
        if self.by_name(name).is_none() {
            self.list.push(Room {
                id: random_alphanumeric(17),
                name: name.to_owned(),
                private,
                owners: owner.into_iter().map(ToOwned::to_owned).collect(),
            });
        }
    }

    pub(crate) fn by_name(&self, name: &str) -> Option<&Room> {
        self.list.iter().find(|room| room.name == name)
    }

    pub(crate) fn by_id(&self, id: &str) -> Option<&Room> {
        self.list.iter().find(|room| room.id == id)
    }

    /// All channels, or all private groups.
    pub(crate) fn of_kind(&self, private: bool) -> impl Iterator<Item = &Room> {
        self.list.iter().filter(move |room| room.private == private)
    }

    /// The rooms that have no other owner than this user.
    pub(crate) fn owned_alone_by<'a>(&'a self, user_id: &'a str) -> impl Iterator<Item = &'a Room> {
        self.list
            .iter()
            .filter(move |room| matches!(room.owners.as_slice(), [only] if only == user_id))
    }

    /// Takes the ownership of every room away from a user.
    pub(crate) fn relinquish(&mut self, user_id: &str) {
        for room in &mut self.list {
            room.owners.retain(|owner| owner != user_id);
        }
    }
}
