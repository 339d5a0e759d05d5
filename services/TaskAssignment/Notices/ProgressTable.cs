using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace TaskAssignment.Notices;

/// <summary>Rows of progress as a table for people: headings in Chinese, a column for each figure.</summary>
internal sealed class ProgressTable(IReadOnlyList<ProgressRow> rows) : IResult, IEndpointMetadataProvider
{
    private static readonly (string Heading, Func<ProgressRow, long> Count)[] Counts = [
        ("待签收", row => row.Dispatched), ("已签收", row => row.Acknowledged), ("已反馈", row => row.Reported), ("退回重办", row => row.Returned),
        ("审核通过", row => row.Accepted), ("已销号", row => row.Closed), ("已退回", row => row.Declined), ("不再办理", row => row.Cancelled),
        ("已改派", row => row.Reassigned), ("重新办理", row => row.Reopened),
        ("逾期", row => row.Overdue),
    ];

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(void), [Csv.MediaType]));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        string[] figures = [.. rows.SelectMany(row => row.Figures.Keys).Distinct().Order(StringComparer.Ordinal)];
        httpContext.Response.ContentType = $"{Csv.MediaType}; charset=utf-8";
        httpContext.Response.Headers.ContentDisposition = "attachment; filename=\"progress.csv\"";
        await httpContext.Response.WriteAsync(Csv.Of(
        [
            ["编号", "名称", .. Counts.Select(count => count.Heading), .. figures],
            .. rows.Select(row => (IEnumerable<string>)
            [
                row.Key, row.Name, .. Counts.Select(count => Number(count.Count(row))),
                .. figures.Select(name => row.Figures.TryGetValue(name, out var sum) ? Number(sum) : ""),
            ]),
        ]), httpContext.RequestAborted);

        static string Number(Int128 number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
