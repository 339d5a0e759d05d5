using System.Net.Http.Headers;

namespace WorkflowConsole.Parts;

/// <summary>Files of a form, handed to TaskAssignment one after the other.</summary>
internal static class Uploads
{
    /// <summary>What they are called there; or the first trouble, with which file.</summary>
    public static async Task<(IReadOnlyList<Evidence> Evidence, Trouble? Trouble)> SendAsync(Api api, IFormFileCollection files, int most)
    {
        if (files.Count(file => file.Length > 0) > most)
            return ([], new(413, "", "", []));
        var kept = new List<Evidence>();
        foreach (var file in files.Where(file => file.Length > 0))
        {
            using var content = new MultipartFormDataContent();
            using var stream = new StreamContent(file.OpenReadStream());
            stream.Headers.ContentType = MediaTypeHeaderValue.TryParse(file.ContentType, out var type) ? type
                : new("application/octet-stream");
            content.Add(stream, "file", NameOf(file));
            var answer = await api.PostContentAsync<Evidence>(Part.Assignments, $"/v1/evidence", content);
            if (answer.Value is not { } evidence)
                return ([], answer.Trouble! with { Errors = [NameOf(file), .. answer.Trouble!.Errors] });
            kept.Add(evidence);
        }
        return (kept, null);
    }

    /// <summary>As a header may hold it.</summary>
    public static string NameOf(IFormFile file) => FileNames.Clean(file.FileName) is { Length: > 0 } name ? name : "file";
}
