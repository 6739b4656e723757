kc(){ tmux -L strange send-keys -t C: "$@"; }; cc(){ tmux -L strange capture-pane -p -t C:; }
