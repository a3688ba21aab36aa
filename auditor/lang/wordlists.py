"""Short lists of words that the checks of wording go by, written for this project."""

from __future__ import annotations

# Words of the closed classes differ by a letter in any two good translations (has, was; for, four; could, would).
CLOSED = frozenset(
    "a an the this that these those his her hers its our ours your yours their theirs he she it we they me him us them "
    "you who whose whom is was are were has had have be been do did does can could may might must shall should will "
    "would for four of off on in or and as at by from form to too two so some same then than there here where when what "
    "which not no nor now how more most one once with within without about above after before under over out up into "
    "onto through though thought while white all any each other across along around another such own both few million "
    "billion trillion many much less least very just only also even still yet if but because since until".split()
)
# English words of two letters; the lists have a hundred more, of which Scrabble lives.
TWO_LETTERS = frozenset(
    "ad ah am an as at ax be by do eh go ha he hi if in is it la lo ma me my no of oh ok on or ow ox pa pi re so ta to "
    "um up us we ye yo km cm mm kg mg ml kb mb gb tb kw mw hz pm vs st nd rd th al de el le da di du et ex id qi tv pc "
    "bn mn tn nm pp ed bc dj mp ct pt sq ft oz lb hr hp rs cc ie eg uk eu un".split()
)
SHORT = frozenset(
    "app apps blog vlog wifi web euro euros yuan taxi taxis ceo ebay url api pdf dvd usb gps hiv aids vape emoji quiz "
    "meme".split()
)
SENTENCE_OPENERS = frozenset(
    "according although though however because before after during while since when where which there their they these "
    "those this that then than from with without within under over about among between through until unless despite "
    "just only both each every many most some several other others another such what whether would could should will "
    "have been being were does first second third last next now once also even still always never often recently "
    "currently previously finally later meanwhile moreover furthermore therefore earlier following including people "
    "police officials experts researchers scientists government".split()
)
# Words that newsrooms write with a capital in mid-sentence and that hardly a surname is a slip away from.
CAPITALISED = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february september october november december "
    "university president minister secretary department government parliament committee commission district province "
    "republic american british european russian chinese japanese african national international association federation "
    "organization hospital belgium germany america britain portugal ukraine washington aircraft investigation institute "
    "ministry prime foreign".split()
)
JOINING = frozenset(
    "and or to und oder bzw et ou y o e u en of och eller og i lub a nebo и или та або ve ja tai és vagy bis sowie as "
    "through".split()
)
# Words that no mark follows: what they govern is still to come.
NEVER_BEFORE_A_MARK = {
    "en": frozenset("a an and at by every for from his into its my of our such than the their to very with your".split()),
    "de": frozenset("beim dem den der des ein eine einem einen einer eines ihrer im sehr seiner vom zum zur".split()),
    "fr": frozenset("au aux avec dans de des du la le les leur leurs ma mes mon pour sa ses son très un une".split()),
    "es": frozenset("al con de del el en la las los mi mis muy para por su sus un una unas unos".split()),
    "it": frozenset("al alla con da dei del della delle di gli il la le lo nel nella per sua suo un una uno".split()),
    "pt": frozenset("a as com da das de do dos muito na nas no nos o os para por seu sua um uma".split()),
    "nl": frozenset("de een haar het met naar van voor zeer zijn".split()),
    "ru": frozenset("без в для до за из к на над о об от по под при с у через".split()),
}
NO_ABBREVIATIONS = frozenset(
    "the and of to in on is are was for with that this as at by it he she they we an or if but not from who his her has "
    "had be been".split()
)
