mail-greeting = Hello,
mail-greeting-name = Hello { $name },
mail-username = Your user name is { $username }.

mail-recovery-subject = A new password for { $place }
mail-recovery-text = Somebody asked for a new password for your account at { $place }. If that was you, choose one here:
mail-recovery-button = Choose a new password
mail-recovery-foot = The link works once and for one hour. If it was not you, do nothing: your password stays as it is.

mail-address-subject = Confirm your address for { $place }
mail-address-text = Confirm that { $email } is yours, and { $place } will use it for you.
mail-address-button = Confirm this address
mail-address-foot = The link works once and for one hour. If you did not ask for it, do nothing.

mail-address-changed-subject = You have another address at { $place }
mail-address-changed-text = Your account at { $place } now has another e-mail address. Letters go there from now on.
mail-address-changed-foot = If it was not you, tell an administrator at once.

mail-password-changed-subject = Your new password at { $place }
mail-password-changed-text = Your account at { $place } has a new password. You were signed out everywhere.
mail-password-changed-foot = If it was not you, tell an administrator at once.

mail-invitation-subject = Your invitation to { $place }
mail-invitation-text = You are invited to { $place }. Choose a user name and a password, and you are in.
mail-invitation-text-by = { $name } invites you to { $place }. Choose a user name and a password, and you are in.
mail-invitation-application = Afterwards you go straight on to { $application }.
mail-invitation-button = Accept the invitation
mail-invitation-foot = The link works once and for seven days. If you expect no invitation, do nothing.

mail-test-subject = Mail from { $place } works
mail-test-text = This is the test that you asked for. { $place } can send mail.
mail-test-foot = There is nothing to do.
