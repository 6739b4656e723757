# shellcheck shell=bash
# The pictures, read by take.sh.
#
#   picture NAME SIZE SCENARIO STEP...
#
# SIZE is columns x lines. A step is `wait TEXT` (until the screen shows it), `press KEY` (a letter, enter, esc, tab,
# space, backspace, up, down, left, right) or `type TEXT`. The last text that was waited for has to stand in the picture.

# a batch of the sample documents that runs: queued, the large folder chosen in the picker, its speeds learned
batch=(wait 'b batch' press b wait 'Queue a batch' press down press enter wait 'predicted_faster')

# the same in its second half, with the small folder queued behind it
later=("${batch[@]}" press b wait 'Queue a batch' press enter wait 'queued as job 2' wait 'ETA 4s' wait 'predicted_faster')

picture dashboard       140x42 mixed "${later[@]}"
picture force           140x42 mixed "${batch[@]}" press f wait 'Sequential'
picture report          140x42 mixed "${batch[@]}" press r wait 'Speed ratio'
picture node            140x42 mixed "${batch[@]}" press enter wait 'esc close'
picture dashboard-80x24 80x24  mixed "${later[@]}"
