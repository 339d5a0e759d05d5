using System.Reflection;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Infrastructure;

namespace Workflow.ServiceDefaults;

/// <summary>What parameters are that mean the same wherever they stand.</summary>
internal static class OpenApiWords
{
    private static readonly Dictionary<string, string> Parameters = new(StringComparer.Ordinal)
    {
        ["after"] = "Behind which item to begin, as `next` or an event's id gave it.",
        ["at"] = "As it was at this instant; default now.",
        ["by"] = "What a row stands for.",
        ["code"] = "The unit's code.",
        ["consent"] = "Waiting for this consent of the caller's unit only: 批准 or 会签.",
        ["day"] = "This day of Asia/Shanghai only.",
        ["days"] = "So many days, today the last, 1 to 92.",
        ["download"] = "Given, whatever its value: to be saved, not shown.",
        ["id"] = "Its id.",
        ["issue"] = "Whether to issue at once when nothing is open to question.",
        ["issued"] = "Instead what the caller's unit issued, wherever it is owed.",
        ["issuer"] = "The issuer's name, or of grants its code.",
        ["Last-Event-ID"] = "As `after`; browsers send it when they come again.",
        ["level"] = "Units of this level only.",
        ["mine"] = "true: what the caller gave and was given alone, whatever else it may see.",
        ["name"] = "Its name.",
        ["notice"] = "Of this notice only.",
        ["number"] = "Its number, from 1.",
        ["on"] = "In force on this day.",
        ["open"] = "Without a receipt and not withdrawn only.",
        ["q"] = "Part of what it is called.",
        ["reference"] = "The sender's own reference, as `X-Reference` gave it.",
        ["requirement"] = "Of this requirement of the notice only, by number.",
        ["sha256"] = "SHA-256 of the bytes, in lower-case hex.",
        ["since"] = "What differs between this instant and `at`.",
        ["source"] = "The service.",
        ["state"] = "In this state only.",
        ["under"] = "At and below this unit.",
        ["unit"] = "Of this unit only, by code.",
        ["version"] = "As it was at this version, from 1.",
        ["year"] = "The year.",
    };

    internal static string? OfParameter(ApiParameterDescription parameter) =>
        (parameter.ParameterDescriptor as IParameterInfoParameterDescriptor)?.ParameterInfo.Member is PropertyInfo property
            && XmlWords.OfProperty(property) is { } own ? own : Parameters.GetValueOrDefault(parameter.Name);
}
