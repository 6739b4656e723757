// The barn door's sensor: says when it has been open for too long, and does not
// say so again until it has been shut in between.
//
// The first version rang whenever the door was open. During haymaking it rang
// four hundred times a day, and somebody cut the wire.

const PATIENCE_MINUTES = 20;
const QUIET_MONTHS = new Set([6, 7]); // the door stays open for the hay

class BarnDoor {
  constructor(clock, ring) {
    this.clock = clock;
    this.ring = ring;
    this.openSince = null;
    this.told = false;
  }

  opened() {
    if (this.openSince === null) {
      this.openSince = this.clock();
    }
  }

  shut() {
    this.openSince = null;
    this.told = false;
  }

  // tick is called once a minute.
  tick() {
    const now = this.clock();
    if (this.openSince === null || this.told || QUIET_MONTHS.has(now.getMonth() + 1)) {
      return;
    }
    const minutes = (now - this.openSince) / 60000;
    if (minutes >= PATIENCE_MINUTES) {
      this.told = true;
      this.ring(`The barn door has been open for ${Math.round(minutes)} minutes.`);
    }
  }
}

module.exports = { BarnDoor, PATIENCE_MINUTES };
