"""Words that most guessed passwords are made of, in lower case and without digits and signs.

Lists of leaked passwords are these words over and over, with a year, a `1!` or a `0` for an `o`: what is cut off before a
password is looked up here, so that a few hundred words do what lists of many thousands do.
"""

WORDS = frozenset(
    """
    aaaaaa access account action adidas admin administrator airborne alexander alexis alice amanda america amor andrea andrew
    angel angela angels anthony apple apples arsenal asdf ashley august austin autumn babygirl bailey banana baseball
    basketball batman beautiful berlin bigdaddy blessed blink bonjour boston brandon britney bubbles buster butterfly
    butthead casper changeme charles charlie cheese chelsea chester chicken chocolate chopper chris christ christian
    christine claudia coffee compaq computer contrasena cookie cool corvette cowboy cowboys cricket dakota dallas daniel
    daniela danielle david december default demo denise diamond diego disney doctor dolphin donald dragon dreams eagles eminem
    emily estrella facebook family fender ferrari fireball fishing flamingo florida flower flowers football forever
    formula france francis freddy freedom friday friend friends gandalf garfield gateway george giants ginger
    golden golfer google gordon guest guitar gunner hahaha hammer hannah happy harley harry heather heaven hello helloworld
    hockey holiday hollywood hottie hunter hunting iceman iloveu iloveyou internet isabella jackson jaguar jasmine jasper
    jennifer jeremy jessica jesus jesuschrist johnny jordan joseph joshua junior justin karina killer kitten ladies lakers
    lauren letmein liberty linkedin liverpool login london lorenzo love loveme lovely lover loveyou lucky maddie madison maggie
    manager manchester marina marlboro martin marvin master matrix matthew maverick melissa mercedes merlin metallica
    michael michelle mickey midnight miguel minecraft monday money monica monkey monster morgan motdepasse mother mustang
    naruto nathan nicholas nicole ninja nirvana november october oliver operator orange packers panther parola pass passat passion
    passord passwd password passwort patricia patrick peanut pepper phoenix player please pokemon porsche power prince princess
    private purple qwer qwert qwerty qwertz rabbit rachel raiders rainbow ranger rangers rebecca redsox richard robert
    rocket rockyou root samantha sammy samson samsung sandra saturday scooby scooter scorpion sebastian secret security
    september sergey server service sexy shadow shannon silver simple skippy slayer snoopy soccer sophie spider spiderman
    spring starwars steelers stella steven strawberry success summer sunday sunflower sunshine superman superstar support
    sweetie sweety system taylor teacher temp temporary teresa test tester testing thomas thunder thursday tiffany tiger tigger
    tinkerbell trustno tuesday turtle twitter united user valentina vanessa victor victoria viking virginia vodka warrior
    webmaster wednesday welcome whatever william willow windows winner winter wizard yamaha yankees yellow zaqxsw zxcv
    """.split()  # noqa: SIM905
)
