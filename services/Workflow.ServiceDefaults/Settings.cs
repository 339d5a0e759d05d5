using System.ComponentModel;
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
        services.AddOptions<T>().ValidateOnStart();
        return services.AddSingleton<IConfigureOptions<T>>(provider =>
                new Bound<T>(provider.GetRequiredService<IConfiguration>().GetSection(section)))
            .AddSingleton<IValidateOptions<T>>(new Check<T>(section));
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
            return [.. e.Failures.Distinct(StringComparer.Ordinal)];
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            return [.. e.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures)
                .Distinct(StringComparer.Ordinal)];
        }
    }

    /// <summary>
    /// Fills in what the section says; a value of another type is a fault of this setting, and the others are looked at all the same.
    /// </summary>
    private sealed class Bound<T>(IConfigurationSection section) : IConfigureOptions<T>
        where T : class
    {
        public void Configure(T options)
        {
            var faults = new List<string>();
            foreach (var property in typeof(T).GetProperties().Where(property => property.CanWrite && section[property.Name] is not null))
                if (Fault(property, section[property.Name]!) is { } fault)
                    faults.Add($"{section.Path.Replace(":", "__", StringComparison.Ordinal)}__{property.Name}: {fault}");
            if (faults.Count > 0)
                throw new OptionsValidationException(Options.DefaultName, typeof(T), faults);
            section.Bind(options);
        }

        private static string? Fault(PropertyInfo property, string value)
        {
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            try
            {
                TypeDescriptor.GetConverter(property.PropertyType).ConvertFromInvariantString(value);
                return null;
            }
            catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or NotSupportedException)
            {
                // Told below, with what is allowed.
            }
            var allowed = type.IsEnum ? $"{string.Join(" or ", Enum.GetNames(type))} is allowed"
                : property.GetCustomAttribute<RangeAttribute>()?.ErrorMessage
                    ?? (type == typeof(TimeSpan) ? "a time such as 00:00:30 is allowed" : $"a value of {type.Name} is allowed");
            return $"it is '{value}'; {allowed}.";
        }
    }

    private sealed class Check<T>(string section) : IValidateOptions<T>
        where T : class
    {
        /// <summary>Of each setting by itself, and of what hangs together: all is told at once.</summary>
        public ValidateOptionsResult Validate(string? name, T options)
        {
            var found = new List<ValidationResult>();
            if (Validator.TryValidateObject(options, new(options), found, validateAllProperties: true))
                return ValidateOptionsResult.Success;
            return ValidateOptionsResult.Fail(found.Concat((options as IValidatableObject)?.Validate(new(options)) ?? []).Select(Said)
                .Distinct(StringComparer.Ordinal));
        }

        private string Said(ValidationResult fault) =>
            $"{string.Join(" and ", fault.MemberNames.Select(member => $"{section}__{member}"))}: {fault.ErrorMessage?.TrimEnd('.')}.";
    }
}
