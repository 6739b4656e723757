package samples

// keepers of the log over the years.
var keepers = []string{"Maud Tregarthen", "Ines Tregarthen", "Hannah Lindqvist", "Old Perrin", "Piet Okafor", "whoever had a pencil"}

// seasons from the winter on: December to February first.
var seasons = [4]season{
	{
		weather: []string{
			"Hard frost, {wind}, the troughs frozen {depth}.", "Snow from {hour} on, and drifts at {field}.",
			"Thaw, everything runs, the beck is up to {mark}.", "Fog until {hour}, then a low sun and no warmth in it.",
			"Sleet with {wind}; nobody went further than {place}.", "Clear and still, with stars before supper.",
			"Rain on frozen ground, the yard like glass.", "Grey all day, neither one thing nor the other.",
		},
		work: []string{
			"Carried {few} bales to {field} and broke the ice twice.", "Felt the backs of {few} ewes: {condition}.",
			"Mended {thing} in the barn and swept up after it.", "Hung {few} nets of hay and moved the Greys into the lee at {field}.",
			"Brought {many} sheep down before the wind got up.", "Split logs with {person} until the axe came off its handle.",
			"Turned the cheeses, and washed {few} that had a bloom.", "Counted the stack: {many} bales, which is {verdict}.",
		},
	},
	{
		weather: []string{
			"Mild, with {wind} and the first larks.", "Hail in the morning and a rainbow over {field}.",
			"Cold rain, the worst for lambs.", "A dry day at last, and {wind}.", "Warm enough at noon to sit on the wall.",
			"Frost at dawn, gone by {hour}.", "Showers that came up from {place} one behind the other.", "Soft, grey, growing weather.",
		},
		work: []string{
			"{few} lambs since midnight, one of them {colour}.", "Ewe {tag} had twins at {hour} and would not look at the second.",
			"Took the lambing pens apart and limed {place}.", "Tagged {many} lambs and lost count of {few}.",
			"Walked the wall at {field}: {few} gaps, most of them from the snow.", "Let the milk ewes into {field}; they are {mood}.",
			"Sowed beans behind {place} with {person}.", "Bottle lambs: {few}, and all of them in the kitchen.",
		},
	},
	{
		weather: []string{
			"Hot, {wind}, flies.", "Thunder over the ridge towards {hour}, and {few} drops.", "Dew so heavy that the boots were wet by the second gate.",
			"Fine and dry, hay weather if it holds.", "Rain, just when {field} had been cut.", "Haze; the valley could not be seen.",
			"A cool morning and a long bright evening.", "Dry again. The spring behind {place} is down to {mark}.",
		},
		work: []string{
			"Sheared {many} with the men from over the ridge, fleeces {verdict}.", "Turned the hay at {field} twice and carted {few} loads.",
			"Foot bath for {many}; {few} were lame.", "Moved the ewes up to {field} before the heat.",
			"Cut thistles at {field} until the scythe would not hold its edge.", "Sorted lambs: {few} to keep, the others to {place}.",
			"Made {few} cheeses, the milk being {verdict}.", "Dug docks with {person}, who had been late.",
		},
	},
	{
		weather: []string{
			"Storm in the night, {few} slates off {place}.", "Still and golden, with spiders' threads over {field}.",
			"The first frost, on the grass only.", "Rain since {hour}, the beck brown and loud.", "{wind}, and leaves in every gutter.",
			"Mist in the valley and sun up here, like an island.", "Drizzle that did not stop to think.", "Cold, bright, and the sheep on their feet all day.",
		},
		work: []string{
			"Rams out: {few} to the Greys, with blue crayon.", "Marked {few} ewes red, and two that are both.",
			"Sent {few} sacks of wool to the mill, quality {verdict}.", "Picked apples at {place} with {person} and pressed what had fallen.",
			"Bought a ram at the sale after much talk; he is {mood}.", "Cleaned the chimney, and then everything else.",
			"Cleared the drains at {field}, found {thing}.", "Brought the flock down from the common: {many}, and one that is not ours.",
		},
	},
}

// everyday is what may be said on any day of the year.
var everyday = []string{
	"Ewe {tag} {ailment}; {remedy}.",
	"{person} found {thing} at {field} and nobody knows whose it is.",
	"{person} and {person} talked about {subject} until {hour}.",
	"The gate at {field} was open again. Tied it with {thing}.",
	"{dog} {deed}, and was {mood} about it.",
	"A letter from {sender} about {subject}; answered it the same evening.",
	"{visitor} came about {subject} and stayed for supper.",
	"Sold {few} {goods} at the door, and could have sold more.",
	"The tractor would not start; it was {cause}.",
	"Counted at {field}: {many}. Counted again: one less. Left it at that.",
	"Mrs. Abernathy lent us {thing} and wants {goods} for it.",
	"No post. The road is closed at {place}.",
	"Bread {verdict}. {person} had the oven.",
	"{person} is ill and has been put to bed with {goods}.",
	"The bees at {place} are {mood}.",
	"Read to the children about {subject}; they asked about {subject} instead.",
	"Paid for {goods}, and was told that it will be dearer next year.",
	"The telephone has been dead since {hour}, because of {cause}.",
	"At the meeting we spoke of {subject}. Decided to wait.",
	"{person} says that the old account book of {place} mentions {thing}, and a quarrel about {subject}.",
	"Found the grave of a {goods} dealer behind {place} while looking for {thing}.",
	"The surveyor measured {field} and made it larger than it was last time.",
	"Wind took the washing as far as {field}; {person} fetched it back by the light of a torch.",
	"{few} visitors for the tour, among them {sender}, who asked about {subject}.",
	"The pump stopped at {hour}, the cause being {cause}.",
}

// fillings of the templates' slots.
var fillings = map[string][]string{
	"wind":  {"wind from the east", "a light air from the south", "a westerly that leaned on the doors", "no wind", "gusts from all sides", "a north wind with teeth"},
	"depth": {"to the bottom", "a finger thick", "so that the hammer bounced"},
	"hour":  {"five", "six in the morning", "breakfast", "ten", "noon", "the middle of the afternoon", "milking", "dusk", "after dark", "midnight"},
	"mark":  {"the second step", "the old nail", "the roots of the alder", "a hand below the bridge", "the line of 1968"},
	"field": {"Church Mead", "Long Acre", "The Slip", "Bottom Wet", "the top pasture", "Hanging Field", "Parson's Piece", "the common", "Nine Elms", "Kiln Close", "Far Intake"},
	"place": {"the dairy", "the lower barn", "the bridge", "Hollow Farm", "the drying room", "the old kiln", "the lambing shed", "the chapel", "the quarry", "the sheepfold", "the mill"},
	"person": {
		"Maud", "Ines", "Hannah", "Piet", "Tomás", "Yuki", "Old Perrin", "the boy from Hollow Farm", "Agnes", "Samuel", "cousin Edith", "Father Kilbride", "young Perrin", "the schoolteacher",
	},
	"dog": {"Bracken", "Fern", "Moss", "Gerald", "Tarn", "old Nell", "the pup"},
	"deed": {
		"gathered the whole hill alone", "ate {few} eggs", "held the ram in the corner for an hour", "rolled in something", "found a lamb under the snow", "barked at the moon until somebody got up", "brought home a sheep that was not ours",
	},
	"mood":      {"content", "offended", "in high spirits", "suspicious", "not to be spoken to", "quite unmoved", "proud"},
	"colour":    {"black", "with one white foot", "as brown as peat", "piebald", "silver already"},
	"condition": {"thin", "better than last year", "round as barrels", "uneven", "as they should be"},
	"verdict":   {"good", "very good", "fair", "poor", "better than we deserve", "not what it was", "enough", "too little"},
	"ailment": {
		"is lame on the near hind", "coughs", "has lost her lamb", "was on her back in the ditch", "will not eat", "has a swollen udder", "broke a horn on the gate", "is blind in one eye and goes in circles",
	},
	"remedy": {
		"bathed the foot and kept her in", "sent for the vet from {place}", "set her on her feet again and watched her for an hour", "gave her warm water with treacle", "nothing to be done but wait", "put an orphan to her, which she took", "Hannah sat with her until {hour}",
	},
	"thing": {
		"a horseshoe", "a length of chain", "{few} oak posts", "a boot", "the lost whetstone", "baler twine", "a coin of George III", "a lantern without glass", "a clay pipe", "the missing half of the ladder", "a bundle of letters", "a bell with a crack in it",
		"a bicycle wheel", "an umbrella of good quality",
	},
	"subject": {
		"the price of wool", "the boundary at {field}", "the water rights", "the new road", "the roof of the chapel", "a loan", "the old drove to the coast", "the flood of 1968", "breeding for sound feet", "the school bus", "whether ravens can count", "the electric fence",
		"the archive and where to put it", "a second-hand computer", "the accounts", "the village show", "rats", "the cheese that went wrong", "the shepherd's wages", "a right of way over {field}", "whose turn it is",
	},
	"sender":  {"the wool board", "a lady in Brittany", "the bank", "a cousin in Canada", "the county", "a spinner from the coast", "the society for old breeds", "a student of dialects", "the drainage committee"},
	"visitor": {"The vet", "The bishop's secretary", "A man with a theodolite", "The shearers", "Mrs. Abernathy", "A family on bicycles", "The inspector of weights", "Two geologists", "The new curate", "A dealer in antiques"},
	"goods":   {"cheeses", "fleeces", "jars of honey", "eggs", "hurdles", "lambs", "skeins", "firewood", "seed potatoes", "walking sticks", "lamp oil", "soup"},
	"cause":   {"a mouse", "the damp", "a wasps' nest", "old age", "the fuse", "a branch of the walnut tree", "nothing that we could find", "water in the fuel", "a goose"},
}
