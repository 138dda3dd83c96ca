device-title = Sign in a device
device-heading = Sign in a device
device-text = A television, a terminal or another device shows you a code. Type it here.
device-code = Code on your device
device-code-hint = Eight letters, such as WDJB-MJHT.
device-continue = Continue
device-unknown = No device is waiting with this code. Compare it with what your device shows; after ten minutes that is a new one.
device-slow-down =
    { $seconds ->
        [one] Several codes did not match. Please wait { $seconds } second before the next one.
       *[other] Several codes did not match. Please wait { $seconds } seconds before the next one.
    }
device-question = Sign in to { $application } on your device?
device-compare = Your device has to show exactly this code:
device-warning = Go on only if you started this yourself, on a device in front of you. Did somebody send you the code? Then don't allow it: they would be signed in as you.
device-allow = Allow
device-deny = Don't allow
device-allowed-heading = Your device is signed in
device-allowed-text = { $application } goes on there in a few seconds. You can close this window.
device-denied-heading = Not signed in
device-denied-text = { $application } was told that you don't allow it. Nothing was shared.
device-done-on = My applications
