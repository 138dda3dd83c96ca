//! What Gantry does over REST, and which permissions each act takes.

/// What was being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Seeing who we are and which server it is.
    Connect,
    /// Reading settings, permissions, licence or roles.
    Inspect,
    /// Changing a setting.
    ChangeSettings,
    /// `settings.addCustomOAuth`.
    AddCustomOAuth,
    /// `users.info`.
    FindAccount,
    /// `users.listByStatus`.
    ListAccounts,
    /// `users.create`.
    CreateAccount,
    /// `users.update`.
    UpdateAccount,
    /// `users.setActiveStatus`.
    SetActive,
    /// `users.setAvatar`.
    SetAvatar,
    /// `users.createToken`.
    CreateToken,
    /// `logout` and `users.logoutOtherClients`, with a person's own token.
    EndOwnSessions,
    /// `users.logout`.
    EndAllSessions,
    /// `roles.addUserToRole`, `roles.removeUserFromRole`.
    ChangeRoles,
    /// `channels.info`, `groups.info` and the lists of members.
    FindRoom,
    /// `channels.invite`.
    InviteToChannel,
    /// `groups.invite`.
    InviteToGroup,
    /// `channels.kick`.
    RemoveFromChannel,
    /// `groups.kick`.
    RemoveFromGroup,
}

impl Act {
    /// What the service account needs for it.
    #[must_use]
    pub const fn permissions(self) -> &'static [&'static str] {
        match self {
            Self::Connect | Self::EndOwnSessions | Self::FindRoom => &[],
            Self::Inspect => &["view-privileged-setting"],
            Self::ChangeSettings => &["edit-privileged-setting"],
            Self::AddCustomOAuth => &["add-oauth-service"],
            Self::FindAccount => &["view-full-other-user-info"],
            Self::ListAccounts => &["view-d-room", "view-full-other-user-info"],
            Self::CreateAccount => &["create-user"],
            Self::UpdateAccount => &["edit-other-user-info"],
            Self::SetActive => &["edit-other-user-active-status"],
            Self::SetAvatar => &["edit-other-user-avatar"],
            Self::CreateToken => &["user-generate-access-token"],
            Self::EndAllSessions => &["logout-other-user"],
            Self::ChangeRoles => &["access-permissions", "assign-admin-role"],
            Self::InviteToChannel => &["add-user-to-any-c-room"],
            Self::InviteToGroup => &["add-user-to-any-p-room"],
            Self::RemoveFromChannel => &["remove-user", "kick-user-from-any-c-room"],
            Self::RemoveFromGroup => &["remove-user", "kick-user-from-any-p-room"],
        }
    }
}
