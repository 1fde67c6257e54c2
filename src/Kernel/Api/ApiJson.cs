using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Inspection.Kernel.Ui;

namespace Inspection.Kernel.Api;

/// <summary>How the API writes and reads JSON: camelCase names, enumerations as the words a person reads.</summary>
public static class ApiJson
{
    /// <summary>For every answer and body.</summary>
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            Converters = { new JsonStringEnumConverter(new InWords()) },
            Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
            MaxDepth = 32,
        };

    internal static JsonDocumentOptions Limits { get; } = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    private sealed class InWords : JsonNamingPolicy
    {
        public override string ConvertName(string name) => Words.Split(name).ToLowerInvariant();
    }
}
