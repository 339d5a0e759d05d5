using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>
/// An amendment gone through against the notice as it stands. What is so already adds nothing; with one error nothing is decided. Pure.
/// </summary>
internal sealed class AmendmentSheet
{
    /// <summary>Of a requirement, in characters.</summary>
    public const int LongestText = 2_000;

    private readonly NoticeFile _file;
    private readonly FrozenDistribution _before;
    private readonly DirectoryView _directory;
    private readonly DateTimeOffset _now;
    private readonly List<FieldError> _errors = [];
    private readonly HashSet<int> _changed = [];
    private readonly List<(GivenRequirement Given, string Path, Action<Requirement> Take)> _texts = [];

    private AmendmentSheet(NoticeFile file, FrozenDistribution before, DirectoryView directory, DateTimeOffset now) =>
        (_file, _before, _directory, _now) = (file, before, directory, now);

    public List<int> Dropped { get; } = [];

    /// <summary>The due instants that are set, by requirement; UTC.</summary>
    public Dictionary<int, DateTimeOffset> Moved { get; } = [];

    /// <summary>Requirements that are worded otherwise, as they are from now on.</summary>
    public List<Requirement> Reworded { get; } = [];

    /// <summary>New requirements, numbered on, with what was stated of them.</summary>
    public List<(Requirement Read, StructuredRequirement Stated)> Added { get; } = [];

    public List<string> UnitsAdded { get; } = [];

    public List<string> UnitsRemoved { get; } = [];

    public IReadOnlyList<FieldError> Errors => _errors;

    public bool ChangesNothing => Dropped.Count + Moved.Count + Reworded.Count + Added.Count + UnitsAdded.Count + UnitsRemoved.Count == 0;

    /// <param name="file">Issued; with what was issued.</param>
    /// <param name="body">The amendment.</param>
    /// <param name="directory">Of today.</param>
    /// <param name="calendars">In force.</param>
    /// <param name="now">Business time.</param>
    public static AmendmentSheet Of(NoticeFile file, AmendmentBody body, DirectoryView directory, IWorkingCalendars calendars,
        DateTimeOffset now)
    {
        var sheet = new AmendmentSheet(file, file.Distribution!, directory, now);
        sheet.Each(body.Drop, "drop", sheet.Drop);
        sheet.Each(body.Change, "change", sheet.Change);
        sheet.Each(body.Add, "add", sheet.Add);
        sheet.Each(body.AddUnits, "addUnits", sheet.AddUnit);
        sheet.Each(body.RemoveUnits, "removeUnits", sheet.RemoveUnit);
        if (sheet._errors.Count == 0)
            sheet.Read(calendars);
        return sheet;
    }

    private void Each<T>(IReadOnlyList<T>? items, string name, Action<T, string> take)
    {
        if (items?.Count > AmendmentBody.MostItems)
            _errors.Add(new($"$.{name}", $"At most {AmendmentBody.MostItems} at once."));
        else
            foreach (var (index, item) in (items ?? []).Index())
                take(item, $"$.{name}[{index}]");
    }

    private void Drop(int number, string path)
    {
        if (InForce(number) is not null)
            Once(Dropped, number);
        else if (_before.Dropped.All(dropped => dropped.Number != number))
            _errors.Add(new(path, NoRequirement(number)));
    }

    private void Change(ChangedRequirement change, string path)
    {
        if (InForce(change.Number) is not { } frozen)
            _errors.Add(new($"{path}.number", NoRequirement(change.Number)));
        else if (Dropped.Contains(change.Number))
            _errors.Add(new($"{path}.number", $"Requirement {change.Number} is dropped by the same amendment."));
        else if (!_changed.Add(change.Number))
            _errors.Add(new($"{path}.number", $"Requirement {change.Number} is changed twice by the same amendment."));
        else if (change is { DueAt: null, Text: null })
            _errors.Add(new(path, "Nothing of it is changed; allowed: dueAt, text."));
        else
        {
            if (change.DueAt is not null)
                Move(frozen, change.DueAt, $"{path}.dueAt");
            if (change.Text is not null)
                Reword(change.Number, change.Text, $"{path}.text");
        }
    }

    private void Move(FrozenRequirement frozen, string dueAt, string path)
    {
        if (DueTime.Problem(dueAt, _file.FirstDay()) is { } problem)
            _errors.Add(new(path, problem));
        else if (frozen is not { Disposition: Disposition.Dated, DueAt: not null })
            _errors.Add(new(path, $"Requirement {frozen.Number} is {frozen.Disposition.Name()}; only a dated one gets another day. "
                + "Drop it, and add one that is dated."));
        else if (DueTime.Read(dueAt)!.Value is var due && due <= _now)
            _errors.Add(new(path, $"'{dueAt}' has passed; allowed: an instant after now."));
        else if (due != _file.DueOf(frozen))
            Moved[frozen.Number] = due;
    }

    private void Reword(int number, string text, string path)
    {
        var present = Present(number);
        if (Unfit(text, path) || present.Text == text)
            return;
        // Both read as of today: words that stay name no other day, whatever year that reads as.
        DateTimeOffset? before = null;
        _texts.Add((new(present.Text, present.Kind, present.Disposition, present.Owes), path, read => before = read.Deadline?.DueAt));
        _texts.Add((new(text, present.Kind, present.Disposition, present.Owes), path, read =>
        {
            if (read.Deadline?.DueAt is { } said && said != before && !Moved.ContainsKey(number)
                && InForce(number) is { DueAt: not null } frozen && said.ToUniversalTime() != _file.DueOf(frozen))
                _errors.Add(new(path, $"Its words name {DueTime.Shown(said):yyyy-MM-dd}; give that as dueAt too, or word it otherwise."));
            Reworded.Add(present with
            {
                Text = text, Span = null, Quote = read.Quote, Figures = read.Figures, Evidence = read.Evidence,
                Checklist = read.Checklist,
            });
        }));
    }

    private void Add(StructuredRequirement stated, string path)
    {
        var problems = _errors.Count;
        _errors.AddRange(stated.Errors(path));
        if (_errors.Count > problems || Unfit(stated.Text, $"{path}.text"))
            return;
        if (_texts.Any(text => text.Given.Text == stated.Text))
            _errors.Add(new($"{path}.text", "The same amendment says this already."));
        if (_file.Requirements().FirstOrDefault(present => present.Read.Text == stated.Text) is { } same)
            _errors.Add(new($"{path}.text", $"Requirement {same.Number} says this already."));
        if (stated.DueAt is { } dueAt && DueTime.Read(dueAt) <= _now)
            _errors.Add(new($"{path}.dueAt", $"'{dueAt}' has passed; allowed: an instant after now."));
        if (stated.Lead is { } lead && !_directory.Units.Exists(lead))
            _errors.Add(new($"{path}.lead", $"The directory knows no unit {lead}."));
        foreach (var (index, unit) in (stated.Joint ?? []).Index().Where(joint => !_directory.Units.Exists(joint.Item)))
            _errors.Add(new($"{path}.joint[{index}]", $"The directory knows no unit {unit}."));
        var number = _file.Dossier!.Content.Requirements.Select(present => present.Number).DefaultIfEmpty().Max()
            + _texts.Count(text => text.Path.StartsWith("$.add[", StringComparison.Ordinal)) + 1;
        _texts.Add((stated.Given(), path, read => Added.Add((read with { Number = number, Span = null }, stated))));
    }

    private void AddUnit(string unit, string path)
    {
        if (!_directory.Units.Exists(unit))
            _errors.Add(new(path, $"The directory knows no unit {unit}."));
        else if (_before.Removed.Any(removed => _directory.Units.IsSelfOrBelow(unit, removed)))
            _errors.Add(new(path, $"{unit} was taken out by an amendment before; what it owed is over. Issue a notice to it."));
        else if (!_file.Addressed().Contains(unit, StringComparer.Ordinal))
            Once(UnitsAdded, unit);
    }

    private void RemoveUnit(string unit, string path)
    {
        if (_before.Removed.Contains(unit, StringComparer.Ordinal))
            return;
        var owed = _before.Parts().Where(part => _directory.Units.IsSelfOrBelow(part.Unit, unit)).ToList();
        if (UnitsAdded.Find(added => _directory.Units.IsSelfOrBelow(added, unit)) is { } again)
            _errors.Add(new(path, $"{again} is added by the same amendment."));
        else if (_file.Facts.Joined.Find(joined => !Dropped.Contains(joined.Requirement) && InForce(joined.Requirement) is not null
            && _directory.Units.IsSelfOrBelow(joined.Unit, unit)) is { } instead)
            _errors.Add(new(path, $"{instead.Unit} does requirement {instead.Requirement} instead of another unit; drop that, or give "
                + "it to another first."));
        else if (owed.Find(part => !Dropped.Contains(part.Requirement)
            && InForce(part.Requirement) is { Lead: not null } or { Joint.Count: > 0 }) is { } named)
            _errors.Add(new(path, $"{named.Unit} is named by requirement {named.Requirement}; drop that, and add another."));
        else if (owed.Count > 0)
            Once(UnitsRemoved, unit);
        else
            _errors.Add(new(path, $"{unit} and those below it owe nothing of this notice; name the units that do."));
    }

    /// <summary>Reads what is worded anew as one reads a notice of today; what would be asked of it has to be given.</summary>
    private void Read(IWorkingCalendars calendars)
    {
        if (_texts.Count == 0)
            return;
        var content = _file.Dossier!.Content;
        var read = (Reading.Understood)NoticeReader.Read(string.Join('\n', _texts.Select(text => text.Given.Text)), html: false, _now,
            calendars, new(content.Issuer, content.DocumentNumber, OfficialTime.DayOf(_now), [],
                [.. _texts.Select(text => text.Given)], content.Title));
        foreach (var (index, (given, path, take)) in _texts.Index())
        {
            take(read.Content.Requirements[index]);
            if (path.StartsWith("$.add[", StringComparison.Ordinal))
                _errors.AddRange(read.Questions.Where(question => QuestionSubject.RequirementOf(question.About) == index + 1
                    && (Settling.IsAboutTime(question.Kind) || given is { Owes: null, Lead: null, Joint: null or [] }))
                    .Select(question => new FieldError(path, $"{question.Text} Say so: {FieldOf(question.Kind)}.")));
        }
    }

    private bool Unfit(string text, string path)
    {
        var isUnfit = string.IsNullOrWhiteSpace(text) || text.Length > LongestText;
        if (isUnfit)
            _errors.Add(new(path, $"Allowed: 1 to {LongestText} characters."));
        return isUnfit;
    }

    private FrozenRequirement? InForce(int number) => _before.Requirements.FirstOrDefault(requirement => requirement.Number == number);

    private Requirement Present(int number) => _file.Dossier!.Content.Requirements.First(requirement => requirement.Number == number);

    private string NoRequirement(int number) =>
        $"There is no requirement {number}; in force are {string.Join(", ", _before.Requirements.Select(one => one.Number))}.";

    private static string FieldOf(string kind) => Settling.IsAboutTime(kind) ? "dueAt, or a disposition without a deadline" : "owes";

    private static void Once<T>(List<T> list, T item)
    {
        if (!list.Contains(item))
            list.Add(item);
    }
}
