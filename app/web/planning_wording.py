"""The terms of planning as people read them: plans, texts, tags, verdicts. Keys are those of the API."""

PLANNING: dict[str, dict[str, str]] = {
    "life-course": {
        "before-birth": "before birth",
        "baby-and-toddler": "baby and toddler",
        "child": "child at school",
        "teenager": "teenager",
        "young-adult": "young adult",
        "adult": "grown-up",
        "older": "older person",
    },
    "social-basis": {
        "personal": "personal: people and those near them",
        "community": "together: the neighbourhood and its networks",
        "institutional": "institutional: organisations",
    },
    "scale": {
        "block": "block",
        "street": "street",
        "neighbourhood": "small neighbourhood",
        "district": "large neighbourhood",
        "focus-area": "focus area",
        "city": "city",
    },
    "horizon": {"quick": "quick, soon to be seen", "structural": "structural, over the years"},
    "verdict": {"keep": "keep", "strengthen": "strengthen", "renew": "renew", "stop": "stop"},
    "plan": {
        "implementation-programme": "implementation programme",
        "neighbourhood-plan": "plan for a neighbourhood",
    },
    "step": {"planned": "still to come", "running": "busy now", "done": "done"},
    "text": {
        "programme": "programme text",
        "plan": "text of a plan",
        "agreement": "agreement",
        "problem-analysis": "problem analysis",
        "principles": "principles",
        "growth-model": "growth model",
        "conditions": "conditions",
    },
    "part": {
        "data": "Figures",
        "survey": "Survey among residents",
        "session": "Sessions and talks",
        "professional": "What professionals brought in",
        "principle": "Principles",
        "condition": "Conditions",
        "text": "Text",
    },
    "bound": {
        "exactly": "exactly",
        "at-least": "at least",
        "at-most": "at most",
        "as-far-as-possible": "as far as possible",
    },
    "kept": {"met": "the norm is kept", "not-met": "the norm is not kept", "unknown": "not known"},
    "met": {"met": "fulfilled", "not-met": "not fulfilled", "unknown": "not known"},
}
