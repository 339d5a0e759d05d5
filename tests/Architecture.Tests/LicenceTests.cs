using System.Text.Json;
using System.Xml.Linq;

namespace Architecture.Tests;

/// <summary>What the product stands on may be used by whom it is given to, and is named with its licence.</summary>
public sealed class LicenceTests
{
    private const string Marker = "Packages\n========\n";
    private const int LongestLine = 140;

    /// <summary>Each may be used within a work under Apache-2.0; MPL-2.0 where its files stay as they are.</summary>
    private static readonly string[] Allowed =
        ["Apache-2.0", "Apache-2.0 OR MPL-2.0", "BSD-3-Clause", "MIT", "MPL-2.0", "PostgreSQL"];

    private static readonly string Folder = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget/packages");

    [Fact]
    public void Every_licence_is_one_that_may_be_used() =>
        Assert.DoesNotContain(Packages(), package => !Allowed.Contains(package.Licence));

    /// <summary>A difference is left in <c>.local/THIRD-PARTY-NOTICES</c>, to be copied over.</summary>
    [Fact]
    public void Every_package_of_the_lock_files_is_in_the_notices_with_its_licence()
    {
        var said = File.ReadAllText(Path.Combine(Checkout.Root, "THIRD-PARTY-NOTICES"));
        var kept = said[..(said.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length)];
        var actual = kept + Section("In what runs", package => package.Runs)
            + Section("In what builds and tests", package => !package.Runs);
        if (said != actual)
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(Checkout.Root, ".local")).FullName,
                "THIRD-PARTY-NOTICES"), actual);
        Assert.Equal(actual, said);
    }

    private static string Section(string title, Func<Package, bool> isOf) => $"\n{title}\n{new string('-', title.Length)}\n"
        + string.Concat(Packages().Where(isOf).GroupBy(package => package.Licence).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"\n{group.Key}\n" + string.Concat(group.Select(package => package.Text))));

    private static IReadOnlyList<Package> Packages() =>
        [.. (from file in Directory.EnumerateFiles(Checkout.Root, "packages.lock.json", SearchOption.AllDirectories)
             let isTest = Path.GetRelativePath(Checkout.Root, file).StartsWith("tests/", StringComparison.Ordinal)
             from framework in JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("dependencies").EnumerateObject()
             from package in framework.Value.EnumerateObject()
             where package.Value.TryGetProperty("resolved", out _)
             group isTest by (package.Name, Version: package.Value.GetProperty("resolved").GetString()!) into locked
             orderby locked.Key.Name.ToUpperInvariant(), locked.Key.Version
             select Package.Read(locked.Key.Name, locked.Key.Version, locked.Contains(false)
                && !locked.Key.Name.EndsWith("Analyzers", StringComparison.Ordinal)))];

    /// <param name="Runs">Whether it is part of what is installed.</param>
    private sealed record Package(string Name, string Version, string Licence, string Copyright, bool Runs)
    {
        public string Text => $"  {Name} {Version}\n" + Wrapped(Copyright);

        public static Package Read(string name, string version, bool runs)
        {
            var (id, number) = (name.ToLowerInvariant(), version.ToLowerInvariant());
            var said = XDocument.Load(Path.Combine(Folder, id, number, $"{id}.nuspec")).Descendants().ToLookup(e => e.Name.LocalName);
            return new(name, version, said["license"].Single().Value,
                said["copyright"].FirstOrDefault()?.Value ?? $"by {said["authors"].Single().Value}", runs);
        }

        private static string Wrapped(string text)
        {
            var lines = new List<string> { "   " };
            foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                if (lines[^1].Length + 1 + word.Length <= LongestLine)
                    lines[^1] += $" {word}";
                else
                    lines.Add($"    {word}");
            return string.Concat(lines.Select(line => line + "\n"));
        }
    }
}
