login-forgotten = Forgot your password?

recover-title = Forgot your password?
recover-lead = Tell us who you are. If there is an account, a letter with a link is on its way to its address.
recover-submit = Send me a link
recover-sent = If there is an account with that name and a confirmed address, a letter is on its way. Its link works for one hour.
recover-sent-nothing = Nothing arrived after some minutes? Look among the unwanted mail, or ask an administrator.
recover-no-mail = This place sends no mail yet. Ask an administrator or the helpdesk for a new password.
recover-back = Back to sign-in
recovering-title = A new password
recovering-lead = Choose a new password for { $username }.
recovering-submit = Set this password
recovered-title = Your new password is set
recovered-text = You were signed out everywhere. Sign in with the new one.

verify-title = Is this your address?
verify-lead = { $email } will be used for your account.
verify-person = It is the account of { $person }.
verify-submit = Yes, use this address
verify-not = No, leave things as they are

invitation-title = Your invitation
invitation-heading = Welcome to { $place }
invitation-lead = You were invited at { $email }. Three lines, and you are in.
invitation-application = Afterwards you go straight on to { $application }.
invitation-submit = Create my account

account-email-change = Confirm or change it
email-title = My e-mail address
email-now = The address in use
email-none = There is none.
email-proven = confirmed
email-unproven = not confirmed
email-prove = Send me a link to confirm it
email-change = Another address
email-change-text = A letter with a link goes to the new address. It is used once you have opened that link, signed in.
email-new = New address
email-submit = Send the link
email-no-mail = This place sends no mail yet, so addresses are changed by an administrator.
email-sent = A letter with a link is on its way. It works for one hour.
email-saved = Your address is confirmed.

refusal-link-used = This link was used before.
refusal-password-lent = The helpdesk chose this password. Set one of your own by the link under "Forgot your password?" first.
refusal-link-expired = This link has run out.
refusal-mail-is-not-set-up = This place sends no mail yet. Set it up first.
refusal-this-person-has-no-e-mail-address = This person has no e-mail address.
problem-link-over-title = This link does not fit
problem-link-over-text = It is incomplete, it is for something or somebody else, or what it was for has changed since.
problem-link-over-do = Take the newest letter, and open its link whole. If that does not help, ask for a new one.
problem-link-used-title = This link was used before
problem-link-used-text = Every link works once, and this one has done its work.
problem-link-used-do = Sign in. If it was not you who used it, ask for a new password at once.
problem-link-expired-title = This link has run out
problem-link-expired-text = For your safety links work for a short time only.
problem-link-expired-do = Ask for a new one: where you asked before, or whoever invited you.
