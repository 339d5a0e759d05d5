using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using ValidationResult = System.ComponentModel.DataAnnotations.ValidationResult;

namespace Workflow.ServiceDefaults;

/// <summary>Settings of a process: environment variables and <c>appsettings.json</c>, looked at before anything starts.</summary>
public static class Settings
{
    /// <summary>Binds a section; what is missing or wrong in it keeps the process from starting.</summary>
    public static IServiceCollection AddSettings<T>(this IServiceCollection services, string section)
        where T : class
    {
        services.AddOptions<T>().BindConfiguration(section).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<T>>(new Check<T>(section));
    }

    /// <summary>
    /// What is wrong, a sentence each that begins with the setting's name as an environment variable; empty when nothing is.
    /// </summary>
    internal static IReadOnlyList<string> Faults(IServiceProvider services)
    {
        try
        {
            services.GetService<IStartupValidator>()?.Validate();
            return [];
        }
        catch (OptionsValidationException e)
        {
            return [.. e.Failures];
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            return [.. e.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures)];
        }
        catch (InvalidOperationException e) when (e.TargetSite?.DeclaringType == typeof(ConfigurationBinder))
        {
            // Of the form "Failed to convert configuration value '…' at 'RabbitMq:Uri' to type '…'".
            return [e.Message.Replace(":", "__", StringComparison.Ordinal)];
        }
    }

    private sealed class Check<T>(string section) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            var found = new List<ValidationResult>();
            return Validator.TryValidateObject(options, new(options), found, validateAllProperties: true) ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(found.Select(Said));
        }

        private string Said(ValidationResult fault) =>
            $"{string.Join(" and ", fault.MemberNames.Select(member => $"{section}__{member}"))}: {fault.ErrorMessage?.TrimEnd('.')}.";
    }
}
