people-search = Find by name, username or e-mail
people-none = Nobody here yet.
people-none-found = Nobody found for { $query }. The search looks at how words begin.
people-none-chosen = Nobody is like that.
people-found =
    { $count ->
        [one] { $count } person
       *[other] { $count } people
    }
people-found-page = { $count } people on this page
people-invite = Invite by mail
people-add = Add a person
people-added = { $name } is added.
people-username-hint = Rocket.Chat shows it as @name. It should not change later.
people-first-password = First password
people-first-password-hint = Hand it over in person; it can be changed under Account.

person-last-sign-in = Last signed in { $time }
person-never-signed-in = Never signed in
person-username-warning = Applications may know this person by this name. Rocket.Chat can lose the link to the existing chat account when it changes.
person-username-changed = The username becomes { $username }. The old one is never given to anyone else.
person-username-confirm = Change it all the same
person-email-hint = Counts as verified. Rocket.Chat merges accounts by it.
person-subject = Permanent id
person-groups-hint = Applications learn of a change at the next sign-in.
person-set-password = Set a new password
person-set-password-text = Ends every session of this person. The old password stops working at once.
person-password-set = The new password is set; every session has ended.
person-access = Access
person-end-sessions = End all sessions
person-end-sessions-text = Signs this person out everywhere and takes back all tokens.
person-sessions-ended = Every session has ended.
person-disable-text = A disabled person cannot sign in; sessions and tokens end at once. Nothing is deleted.
person-enable-text = This person cannot sign in at present.
person-disabled = { $name } is disabled.
person-enabled = { $name } is enabled.
person-is-self = This is your own account. Another administrator can disable or delete it.
person-end = Disable or delete
person-delete = Delete person
person-deleted = The person is deleted.

groups-lead = Groups say who may enter an application, and applications are told about them.
groups-none = There are no groups yet.
groups-add = Add a group
group-name = Name
group-name-hint = As applications see it, e.g. staff. Upper and lower case count.
group-added = The group { $name } is added.
group-members = Members
group-no-members = Nobody is in this group yet.
group-add-member = Add by username
group-member-added = The person is a member now.
group-member-removed = The person is no longer a member.
group-member-unknown = Nobody has this username.
group-remove-label = Remove { $name } from the group
group-edit = Change this group
group-rename-hint = Applications that refer to this name, such as role mappings in Rocket.Chat, must follow a change.
group-delete = Delete group
group-end = Delete this group
group-delete-text = The group { $name } will be deleted. Applications open to it alone let nobody in afterwards.
group-deleted = The group is deleted.
