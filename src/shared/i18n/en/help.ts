export const help = {
  help: {
    label: 'Help',
    showKeys: 'All keys',
    showTour: 'Show me around',
    keysTitle: 'Keys',
    everywhere: 'On every screen',
    space: 'Space',
    key: {
      help: 'This list',
      close: 'Close what is open',
      trigger: 'Judge one part now',
      startStop: 'Start or stop inspecting',
      back: 'Back to the live picture',
      film: 'Walk along the last parts',
      pass: 'The part is good',
      fail: 'The part is bad',
      reason: 'Choose the reason',
      clear: 'Take the reason back',
      walk: 'Next or previous part',
      compare: 'Hold a good part against it',
      sort: 'Good, bad, not used',
      choose: 'Choose pictures; with Shift a range',
      look: 'Look at the picture',
      undo: 'Take the last step back',
      line: 'Move the line, or what is chosen',
    },
    tourStep: '{{step}} of {{of}}',
    tourNext: 'Next',
    tourBack: 'Back',
    tourSkip: 'Leave',
    tourDone: 'Done',
    tour: {
      verdict: {
        title: 'The verdict',
        text: 'PASS, FAIL or ERROR of the last part, with the reason in words. An error is never a pass: something kept the part from being judged.',
      },
      stage: {
        title: 'What was seen',
        text: 'The picture that was judged, with the place of each defect. Tap a part in the strip below to look at it again; Back to live returns.',
      },
      controls: {
        title: 'Start and stop',
        text: 'Inspecting goes on until somebody stops it, also when this window is closed. What you do asks who you are first.',
      },
      navigation: {
        title: 'Everything else',
        text: 'Teach your own product from good parts, look parts up, decide on rejects, make reports. “?” shows all keys, and a tap on the name of a figure says what it means.',
      },
    },
  },
  explain: {
    total: 'Parts judged since the counters were reset. Below, smaller: those of this shift.',
    ok: 'Parts whose score stayed below the threshold, on a fresh picture that went through every step.',
    review: 'Parts between the two thresholds of the recipe: a person decides.',
    ng: 'Parts whose score reached the threshold.',
    error: 'Parts without a verdict: no fresh picture, no answer in time, a damaged picture. They count as not good.',
    yield: 'OK parts as a share of all parts, errors included. It is never rounded up to 100 %.',
    yieldInterval:
      'OK parts as a share of all parts, errors included. Below it the 95 % interval (Wilson): where the true share lies, as far as so many parts can tell.',
    cycleMean: 'From trigger to recorded verdict, mean of the parts since the reset.',
    cycleRange: 'The fastest and the slowest part since the reset, from trigger to recorded verdict.',
    frames:
      'Dropped: pictures that came while another was being judged. Late: pictures too old to be judged; none of them can pass a part.',
    score:
      'How far the part departs from the good ones it was taught from: 0.25 is their middle, 0.50 the threshold as taught. No upper end.',
    falseRejects:
      'Good pictures whose score reaches the line, each judged by a model that never saw it. The finished model has seen them all and rejects fewer. The bar is the 95 % interval (Wilson): where the true share lies, as far as so many parts can tell.',
    escapes:
      'Bad pictures whose score stays below the line. The bar is the 95 % interval (Wilson): none missed of a few parts does not mean that none is ever missed.',
    threshold: 'A part from this score on fails. 0.5 is the threshold that teaching found.',
    reviewThreshold: 'A part from this score on is Review: a person decides. None: there are only pass and fail.',
    golden: 'Pictures whose verdict is known. They stay with the product and go into its package.',
    disk: 'What its pictures take: by the days of the last two weeks on which it ran with pictures kept as now. At most: once the oldest are deleted, if it runs every day.',
    modelSince: 'When this model first came into this product, and who brought it.',
    trend:
      'A dot is a good part, a cross a rejected one. Scores that creep towards the line announce rejects: light, focus or tool wear.',
    heatMap:
      'Where the picture departs from the good parts. What is transparent is normal; the mark on the bar is the threshold.',
  },
};
