//! Which claims Rocket.Chat is told to read.

/// The field settings of a custom service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldSettings {
    /// "Username field".
    pub username: String,
    /// "Email field".
    pub email: String,
    /// "Name field".
    pub name: String,
    /// "Avatar field".
    pub avatar: String,
    /// "Roles/Groups field for channel mapping".
    pub groups_claim: String,
    /// "Roles/Groups field name".
    pub roles_claim: String,
}

impl Default for FieldSettings {
    /// What `settings` tells administrators to enter.
    fn default() -> Self {
        Self {
            username: "preferred_username".to_owned(),
            email: "email".to_owned(),
            name: "name".to_owned(),
            avatar: String::new(),
            groups_claim: "groups".to_owned(),
            roles_claim: "groups".to_owned(),
        }
    }
}
