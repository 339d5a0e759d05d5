using TaskAssignment.Assignments;

namespace DeadlineReminders.Tests.Histories;

/// <summary>催办 by hand.</summary>
internal sealed partial class World
{
    /// <summary>When it was urged by hand, by which deadline.</summary>
    public List<(DateTimeOffset At, int Deadline)> Urgings { get; } = [];

    public void Urge(bool withWords)
    {
        var words = withWords ? $"words {++_texts}" : null;
        if (Commit((now, state) => UrgeAssignment.Decide(state, new(Given.City, words), now), "urging") is [_, ..])
            Urgings.Add((Now, Facts.DeadlineVersion));
    }
}
