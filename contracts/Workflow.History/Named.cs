using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Serialization;

namespace Workflow.History;

/// <summary>
/// What a value is called in JSON, messages and rows: the name that stands beside it, as <see cref="JsonStringEnumMemberNameAttribute"/>,
/// never the one it has in the code.
/// </summary>
public static class Named
{
    /// <summary>The value's name.</summary>
    /// <exception cref="KeyNotFoundException">It is none of the type's values.</exception>
    public static string Name<T>(this T value)
        where T : struct, Enum => Of<T>.Names[value];

    /// <summary>The value of this name; null when there is none.</summary>
    public static T? Find<T>(string name)
        where T : struct, Enum => Of<T>.Values.TryGetValue(name, out var value) ? value : null;

    /// <summary>The value of this name, which a row or message holds.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static T Value<T>(string name)
        where T : struct, Enum => Find<T>(name) ?? throw new InvalidDataException($"No {typeof(T).Name} is called '{name}'.");

    /// <summary>All names, in the order of the values.</summary>
    public static IReadOnlyList<string> All<T>()
        where T : struct, Enum => Of<T>.All;

    private static class Of<T>
        where T : struct, Enum
    {
        public static readonly IReadOnlyList<string> All = [.. Enum.GetValues<T>().Select(Written)];
        public static readonly FrozenDictionary<T, string> Names = Enum.GetValues<T>().ToFrozenDictionary(value => value, Written);
        public static readonly FrozenDictionary<string, T> Values = Enum.GetValues<T>().ToFrozenDictionary(Written, StringComparer.Ordinal);

        private static string Written(T value) =>
            typeof(T).GetField(value.ToString())!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
                ?? throw new InvalidOperationException($"{typeof(T)}.{value} has no name.");
    }
}
