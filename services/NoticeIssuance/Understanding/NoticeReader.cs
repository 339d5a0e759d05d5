using Workflow.Calendars;

namespace NoticeIssuance.Understanding;

/// <summary>Reads a notice. Pure: the same arguments give the same reading; no clock, no network; time linear in the text's length.</summary>
internal static class NoticeReader
{
    /// <summary>Raised with every change that can make a text read differently.</summary>
    public const int GrammarVersion = 1;

    /// <param name="text">The received text as decoded; spans point into it.</param>
    /// <param name="html">The sender calls it HTML; plain text that is HTML is recognised anyway.</param>
    /// <param name="receivedAt">Business instant of receipt; proposed where the notice has no date of its own.</param>
    /// <param name="given">What came with the text as fields; wins over what is read.</param>
    public static Reading Read(string text, bool html, DateTimeOffset receivedAt, IWorkingCalendars calendars, GivenFields? given = null) =>
        new Reading.NotANotice("Nothing in the text orders anybody to do anything.");
}
