using System.Reflection;
using System.Runtime.CompilerServices;

namespace Workflow.EventSourcing.Tests.Stores;

/// <summary>Holds what the stand-in shows to the world against what reflection says of the real assemblies (Golden/signatures.txt).</summary>
[Trait("EventStore", "StandIn")]
public sealed class PublicSurfaceTests
{
    private static readonly Assembly StandIn = typeof(IDocumentStore).Assembly;
    private static readonly Dictionary<string, Listed> Real = Read(File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Golden", "signatures.txt")));

    public static TheoryData<string> Types => [.. StandIn.GetExportedTypes().Select(Name)];

    [Theory, MemberData(nameof(Types))]
    public void A_type_shows_nothing_that_the_real_one_does_not(string name)
    {
        var type = StandIn.GetExportedTypes().Single(t => Name(t) == name);
        var members = Members(type).ToList();

        if (!Real.TryGetValue(name, out var real))
        {
            Assert.True(members.Count == 0, $"{name} is not listed; it may stand only without members, as something named by others.");
            return;
        }
        Assert.Empty(members.Except(real.Members));
        Assert.Empty(Bases(type).Except(real.Bases));
    }

    [Fact]
    public void The_comparison_notices_what_differs()
    {
        var listed = Read(["class X.Probe", "  String Same { get; }", "  Void Renamed(Int64 expectedVersion = 0)"])["Probe"];

        Assert.Equal(["new(String added)", "static Void Changed(Int64 version = 1)"], Members(typeof(Probe)).Except(listed.Members).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        if (type.IsEnum)
            return Enum.GetNames(type).Select(n => $"{n} = {Convert.ToInt32(Enum.Parse(type, n), System.Globalization.CultureInfo.InvariantCulture)}");
        var constructors = type.GetConstructors(Own).Where(c => c.GetParameters().Length > 0).Select(c => $"new({Parameters(c)})");
        var properties = type.GetProperties(Own).Select(p => $"{Name(p.PropertyType)} {p.Name} {{ {(p.GetMethod is { IsPublic: true } ? "get; " : "")}{(p.SetMethod is { IsPublic: true } ? "set; " : "")}}}");
        var methods = type.GetMethods(Own).Where(m => !m.IsSpecialName && m.GetBaseDefinition().DeclaringType != typeof(object)).Select(m =>
            $"{(m.IsStatic ? "static " : "")}{Name(m.ReturnType)} {m.Name}{(m.IsGenericMethod ? $"<{string.Join(", ", m.GetGenericArguments().Select(a => a.Name))}>" : "")}({Parameters(m)})");
        return constructors.Concat(properties).Concat(methods);
    }

    private static IEnumerable<string> Bases(Type type) =>
        type.IsEnum ? [] : type.GetInterfaces().Concat(type.BaseType is { } parent && parent != typeof(object) ? [parent] : []).Where(t => t.Assembly == StandIn).Select(Name);

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        $"{(p.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")}{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? $" = {Default(p)}" : "")}"));

    private static string Default(ParameterInfo parameter) => parameter.DefaultValue switch
    {
        null => parameter.ParameterType.IsValueType ? "default" : "null",
        var value when parameter.ParameterType.IsEnum => Enum.ToObject(parameter.ParameterType, value).ToString()!,
        var value => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };

    private static string Name(Type type)
    {
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[]";
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return $"{Name(inner)}?";
        var name = type is { IsNested: true, IsGenericParameter: false } ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Name;
        return type.IsGenericType ? $"{name[..name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }

    private static Dictionary<string, Listed> Read(IEnumerable<string> lines)
    {
        var listed = new Dictionary<string, Listed>();
        var members = new HashSet<string>();
        foreach (var line in lines.Where(l => l.Length > 0 && l[0] != '#'))
        {
            if (line.StartsWith("  ", StringComparison.Ordinal))
            {
                members.Add(line.Trim());
                continue;
            }
            var parts = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..].Split(" : ");
            // Two interfaces of one name stand in two namespaces: their members are one surface here.
            var name = string.Join('.', parts[0].Split('.').SkipWhile(p => p is "Marten" or "JasperFx" or "Weasel" or "Core" or "Events" or "Services" or "Exceptions" or "X"));
            var bases = parts.Length > 1 ? parts[1].Split(", ") : [];
            var known = listed.GetValueOrDefault(name);
            members = known?.Members ?? [];
            listed[name] = new(members, [.. known?.Bases ?? [], .. bases]);
        }
        return listed;
    }

    private sealed record Listed(HashSet<string> Members, HashSet<string> Bases);

    [CompilerGenerated]
    private sealed class Probe(string added)
    {
        public string Same { get; } = added;

        public static void Changed(long version = 1) => _ = version;
    }
}
