using System.ComponentModel.DataAnnotations;
using Workflow.Local;
using ValidationResult = System.ComponentModel.DataAnnotations.ValidationResult;

namespace WorkflowConsole.Access;

/// <summary>Signing in as a made-up person of a local system. Section <c>LocalSignIn</c>; refused in Production.</summary>
internal sealed class LocalSignInOptions : IValidatableObject
{
    /// <summary>A PEM file with the ES256 private key of the local issuer. Without it nobody signs in this way.</summary>
    public string? PrivateKeyFile { get; set; }

    /// <summary>A CSV file <c>person,name,title,unit,roles</c>, roles split at <c>|</c>; who is offered on the page.</summary>
    public string? PersonsFile { get; set; }

    /// <summary>How long a token is good for; it is renewed before.</summary>
    public TimeSpan TokenLife { get; set; } = TimeSpan.FromMinutes(30);

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PrivateKeyFile is not null && !File.Exists(PrivateKeyFile))
            yield return new($"it is '{PrivateKeyFile}', which does not exist", [nameof(PrivateKeyFile)]);
        if (PersonsFile is not null && !File.Exists(PersonsFile))
            yield return new($"it is '{PersonsFile}', which does not exist", [nameof(PersonsFile)]);
    }
}

/// <summary>A made-up person in one unit.</summary>
/// <param name="Title">What the person is there, in the city's own words.</param>
internal sealed record LocalPerson(string Person, string Name, string Title, string Unit, IReadOnlyList<string> Roles);

/// <summary>The local issuer: whom it knows, and its tokens.</summary>
internal sealed class LocalIssuer : IDisposable
{
    private readonly LocalSignInOptions _options;
    private readonly TimeProvider _wall;
    private readonly Tokens? _tokens;

    public LocalIssuer(IOptions<LocalSignInOptions> options, [FromKeyedServices(WallClock.Key)] TimeProvider wall)
    {
        (_options, _wall) = (options.Value, wall);
        _tokens = _options.PrivateKeyFile is { } file ? Tokens.FromFile(file, wall) : null;
        Persons = _options.PersonsFile is { } persons
            ? [.. File.ReadLines(persons).Skip(1).Where(line => line.Length > 0).Select(Read)] : [];
    }

    /// <summary>Whether anybody may sign in this way.</summary>
    public bool IsOpen => _tokens is not null;

    /// <summary>Who is offered.</summary>
    public IReadOnlyList<LocalPerson> Persons { get; }

    /// <summary>A token for the session, and when it ends.</summary>
    public (string Token, DateTimeOffset Expires) Issue(Session session)
    {
        var own = session.Own();
        return (_tokens!.Create([.. own.Roles], own.Unit, own.Person, _options.TokenLife), _wall.GetUtcNow() + _options.TokenLife);
    }

    public void Dispose() => _tokens?.Dispose();

    private static LocalPerson Read(string line) => line.Split(',') is [var person, var name, var title, var unit, var roles]
        ? new(person, name, title, unit, roles.Split('|'))
        : throw new InvalidDataException($"LocalSignIn__PersonsFile: '{line}' is no line person,name,title,unit,roles.");
}

/// <summary>Nobody chooses who to be in Production; somebody else says who a person is there.</summary>
internal sealed class NotInProduction(IHostEnvironment environment) : IValidateOptions<LocalSignInOptions>
{
    public ValidateOptionsResult Validate(string? name, LocalSignInOptions options) =>
        environment.IsProduction() && options.PrivateKeyFile is not null
            ? ValidateOptionsResult.Fail("LocalSignIn__PrivateKeyFile: in Production persons sign in at Authentication__Authority; "
                + "it must be absent.")
            : ValidateOptionsResult.Success;
}
