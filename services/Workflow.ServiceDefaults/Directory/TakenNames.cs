namespace Workflow.ServiceDefaults;

/// <summary>What the units of a tree are called, to say who may call a unit what. Build once, ask many.</summary>
public sealed class TakenNames(UnitSnapshot tree)
{
    private readonly ILookup<string, string> _called = tree.All
        .SelectMany(unit => UnitNaming.Of(unit).Select(name => (Name: UnitNaming.Fold(name), unit.Code)))
        .ToLookup(called => called.Name, called => called.Code, StringComparer.Ordinal);

    /// <summary>
    /// Why whoever speaks for a unit may not give a name to units at or below it: it means somebody out of its reach already, alone or as
    /// part of a list, or it is a phrase for several units, which only the root gives. Null where it may.
    /// </summary>
    /// <param name="name">As it is written.</param>
    /// <param name="own">Code of the unit that is spoken for.</param>
    public string? Problem(string name, string own)
    {
        var folded = UnitNaming.Fold(name);
        if (UnitNaming.Parts(folded).Append(folded).SelectMany(part => _called[part])
            .FirstOrDefault(code => !tree.IsSelfOrBelow(code, own)) is { } other)
            return $"means {other} already, which is not at or below {own}; only from above both can it be given";
        return UnitNaming.IsCollective(folded) && !tree.IsRoot(own)
            ? "is a phrase for several units; only the root says whom it means" : null;
    }
}
