using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Workflow.ServiceDefaults;

/// <summary>What can be told of an operation's parameters from the arguments of its handler.</summary>
internal static class OpenApiParameters
{
    internal static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        foreach (var description in context.Description.ParameterDescriptions)
            if (operation.Parameters?.FirstOrDefault(known => known.Name == description.Name) is OpenApiParameter parameter)
            {
                if (OneOf(description.ParameterDescriptor)?.Values is { } values && parameter.Schema is OpenApiSchema schema)
                    OpenApiSchemas.Limit(schema.Items as OpenApiSchema ?? schema, values);
                if (description.Type == typeof(At))
                    parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" };
                parameter.Description ??= OpenApiWords.OfParameter(description);
            }
    }

    private static OneOfAttribute? OneOf(Microsoft.AspNetCore.Mvc.Abstractions.ParameterDescriptor? descriptor) =>
        (descriptor as IParameterInfoParameterDescriptor)?.ParameterInfo.GetCustomAttributes(typeof(OneOfAttribute), inherit: false)
            .OfType<OneOfAttribute>().FirstOrDefault();
}
