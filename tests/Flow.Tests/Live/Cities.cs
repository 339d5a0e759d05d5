namespace Flow.Tests.Live;

/// <summary>Cities to import: a root, districts below it, branches below those.</summary>
internal static class Cities
{
    public const string Header = "code,name,short_name,kind,level,parent,aliases";

    /// <summary>
    /// CSV for <c>POST /v1/units/import</c>: city <c>C</c>, districts <c>C-1</c>…, branches <c>C-1-1</c>… shared out evenly. Every district
    /// answers to 各区市县委组织部.
    /// </summary>
    public static string Csv(int districts, int branches)
    {
        var csv = new StringBuilder($"{Header}\nC,中共海州市委组织部,市委组织部,组织部,city,,海州市委组织部\n");
        for (var d = 1; d <= districts; d++)
            csv.Append(null, $"C-{d},中共第{d}区委组织部,第{d}区委组织部,组织部,county,C,各区市县委组织部\n");
        for (var b = 0; b < branches; b++)
        {
            var (d, n) = ((b % districts) + 1, (b / districts) + 1);
            csv.Append(null, $"C-{d}-{n},第{d}区第{n}党支部,第{n}党支部,支部,branch,C-{d},\n");
        }

        return csv.ToString();
    }
}
