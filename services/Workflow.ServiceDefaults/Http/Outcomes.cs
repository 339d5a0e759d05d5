using Microsoft.AspNetCore.Http.HttpResults;
using System.Diagnostics;
using Workflow.EventSourcing;

namespace Workflow.ServiceDefaults;

/// <summary>What came of a command, over HTTP: the one switch.</summary>
public static class Outcomes
{
    /// <summary>
    /// 409 <c>urn:workflow:refusal:{code}</c> where the business refused, 422 where the input cannot be used, 412 where another version was
    /// acted on; null where it is done.
    /// </summary>
    public static ProblemHttpResult? ToProblem<TState>(this Outcome<TState> outcome) => outcome switch
    {
        Outcome<TState>.Done => null,
        Outcome<TState>.Rejected rejected => rejected.Refusal.ToProblem(),
        Outcome<TState>.Unfit { Input: var input } =>
            Problems.Unusable(input.Code, input.Detail, input.Errors.Count == 0 ? null : input.Errors),
        Outcome<TState>.Stale stale => Problems.Stale(stale.ActualVersion),
        _ => throw new UnreachableException(),
    };
}
