device-title = Sign in a device
device-heading = Sign in a device
device-text = A television, a terminal or another device shows you a code. Type it here.
device-code = Code on your device
device-continue = Continue
device-unknown = No device is waiting with this code. Compare it with the eight letters that your device shows; after ten minutes it shows a new one.
device-slow-down =
    { $seconds ->
        [one] Several codes did not match. Please wait { $seconds } second before the next one.
       *[other] Several codes did not match. Please wait { $seconds } seconds before the next one.
    }
device-question = Sign in to { $application } on your device?
device-compare = Your device has to show exactly this code:
device-warning = Go on only if you have that device in front of you and started this yourself. Did somebody send you the code or a link? Then don't allow it: they would be signed in as you.
device-allow = Allow
device-deny = Don't allow
device-allowed-heading = Your device is signed in
device-allowed-text = { $application } goes on there in a few seconds. You can close this window.
device-denied-heading = Not signed in
device-denied-text = { $application } was told that you don't allow it. Nothing was shared.
device-done-on = My applications
