using Microsoft.AspNetCore.Components;

namespace WorkflowConsole.Parts;

/// <summary>A page: reads from the services what it shows, and acts by forms that are sent to itself.</summary>
public abstract class Screen : Piece
{
    [Inject]
    internal Api Api { get; set; } = null!;

    [Inject]
    internal KeptForms Kept { get; set; } = null!;

    [Inject]
    internal NavigationManager Navigation { get; set; } = null!;

    /// <summary>Why an act was not done, or what is shown could not be read.</summary>
    private protected Trouble? Trouble { get; set; }

    /// <summary>The form that was sent.</summary>
    private protected IFormCollection Form => Http.Request.Form;

    private IReadOnlyDictionary<string, string> _kept = new Dictionary<string, string>();

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        if (Who is { } who && !Layout.Menu.IsFor(who, Http.Request.Path))
        {
            Navigation.NotFound();
            return;
        }
        _kept = await Kept.TakeAsync(Http, Http.RequestAborted);
        if (Asked("trouble") is { } code && int.TryParse(Asked("status"), NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            Trouble = new(status, code, "", []);
        await ReadAsync();
    }

    /// <summary>Reads what is to be shown.</summary>
    private protected virtual Task ReadAsync() => Task.CompletedTask;

    /// <summary>What was typed into a field of a form that was not done, or was kept while nobody was signed in; empty otherwise.</summary>
    private protected string Typed(string field) =>
        Http.Request.HasFormContentType && Form.TryGetValue(field, out var sent) ? sent.ToString() : _kept.GetValueOrDefault(field, "");

    /// <summary>Whether this form was sent: it stays on the page then, whatever has become of what it is about.</summary>
    private protected bool Sent(string form) => Http.Request.HasFormContentType && Form["_handler"] == form;

    /// <summary>What was typed into a form that was kept, whether the page still has a field for it or not.</summary>
    private protected IReadOnlyList<string> KeptWords =>
        [.. _kept.Where(it => it.Value.Length > 0
            && it.Key is not ("back" or "here" or "key" or "given-out" or "copies-remove" or "one" or "requirement"))
            .Select(it => it.Value)];

    /// <summary>Keeps the value, or why there is none: the first trouble of a page is shown.</summary>
    private protected T? Or<T>(Answer<T> answer)
        where T : class
    {
        Trouble ??= answer.Trouble;
        return answer.Value;
    }

    /// <summary>After an act: the page again, saying that it was done; after a refusal it stays, with what was typed.</summary>
    private protected async Task EndAsync<T>(Answer<T> answer, string done, string? at = null)
    {
        Trouble = answer.Trouble;
        if (Trouble is null)
            Navigation.NavigateTo(Addresses.With(at ?? Http.Request.Path + Http.Request.QueryString, "done", done));
        else
            await ReadAsync();
    }
}
