namespace Workflow.ServiceDefaults;

/// <summary>What stands in the address of a request, whatever an endpoint does with it.</summary>
internal static class AddressValues
{
    /// <summary>Refuses control characters: no code, name or word has them, and no database keeps U+0000.</summary>
    public static Task RefuseControls(HttpContext context, RequestDelegate next)
    {
        var given = context.Request.Query.SelectMany(pair => pair.Value, (pair, value) => (pair.Key, value))
            .Concat(context.Request.RouteValues.Select(pair => (pair.Key, value: pair.Value as string)));
        var bad = given.FirstOrDefault(pair => pair.value?.Any(char.IsControl) is true || pair.Key.Any(char.IsControl));
        return bad.Key is null ? next(context) : Problems.Malformed($"invalid-{Shown(bad.Key)}",
            $"'{Shown(bad.Key)}' holds a control character.", [new FieldError(Shown(bad.Key), "Control characters are not allowed.")])
            .ExecuteAsync(context);
    }

    private static string Shown(string name) => string.Concat(name.Where(c => !char.IsControl(c)));
}
