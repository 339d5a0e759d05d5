using System.Text.Json.Nodes;

namespace Workflow.History;

/// <summary>What stands under an older name of an event, as the next one stores it.</summary>
internal static class Upcasts
{
    /// <summary>Deadlines were moved by calendars alone.</summary>
    public static JsonObject OnlyCalendarsMoved(JsonObject moved)
    {
        moved["origin"] = "calendar";
        return moved;
    }

    /// <summary>The ledger's service alone recorded calls: none was without the ledger's size.</summary>
    public static JsonObject OnlyTheLedgerWasRead(JsonObject recorded) => recorded;
}
