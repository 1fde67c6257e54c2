using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Inspection.Kernel.Ui;

/// <summary>
/// Reads a date from the three boxes of a GOV.UK date input. Three empty boxes are no date (<c>default</c> or null:
/// validators ask <c>NotEmpty</c>); boxes that make no date are an error of the field.
/// </summary>
public sealed class DateBinder : IModelBinder, IModelBinderProvider
{
    private static readonly string[] Parts = ["Day", "Month", "Year"];
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    public IModelBinder? GetBinder(ModelBinderProviderContext context) =>
        context.Metadata.UnderlyingOrModelType == typeof(DateOnly) ? this : null;

    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var name = bindingContext.ModelName;
        var whole = bindingContext.ValueProvider.GetValue(name).FirstValue;
        string[] typed = [.. Parts.Select(Box)];
        DateOnly? date =
            whole is null ? Read(typed)
            : DateOnly.TryParseExact(whole, "yyyy-MM-dd", out var one) ? one
            : null;

        if (date is null && Problem(typed) is { } problem)
            bindingContext.ModelState.TryAddModelError(name, problem);

        bindingContext.Result = ModelBindingResult.Success(
            bindingContext.ModelMetadata.IsReferenceOrNullableType ? date : date.GetValueOrDefault()
        );
        return Task.CompletedTask;

        string Box(string part)
        {
            var value = bindingContext.ValueProvider.GetValue($"{name}.{part}");

            if (value != ValueProviderResult.None)
                bindingContext.ModelState.SetModelValue($"{name}.{part}", value);

            return value.FirstValue?.Trim() ?? "";
        }
    }

    /// <summary>The date of the three boxes called <paramref name="name"/> in a form that is not bound to a model.</summary>
    internal static DateOnly? Typed(IFormCollection form, ModelStateDictionary state, string name)
    {
        string[] typed = [.. Parts.Select(part => form[$"{name}.{part}"].ToString().Trim())];

        foreach (var (part, text) in Parts.Zip(typed))
            state.SetModelValue($"{name}.{part}", text, text);

        if (Read(typed) is { } day)
            return day;

        if (Problem(typed) is { } problem)
            state.TryAddModelError(name, problem);

        return null;
    }

    /// <summary>The boxes of a date that are wrong: those left empty beside others, or out of range; none where all three are.</summary>
    internal static IReadOnlyList<string> Wrong(ModelStateDictionary state, string name)
    {
        string[] typed = [.. Parts.Select(part => state[$"{name}.{part}"]?.AttemptedValue?.Trim() ?? "")];
        return typed.All(box => box == "") ? [] : [.. Parts.Where((_, i) => typed[i] == "" || !InRange(typed, i))];
    }

    private static DateOnly? Read(string[] typed) =>
        typed[2].Length == 4
        && Number(typed[2]) is { } year and > 0
        && Month(typed[1]) is { } month
        && Number(typed[0]) is { } day and > 0
        && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : null;

    private static string? Problem(string[] typed)
    {
        string[] missing = [.. Parts.Where((_, i) => typed[i] == "").Select(part => part.ToLowerInvariant())];

        return missing.Length switch
        {
            3 => null,
            0 => typed[2].Length != 4 ? "Year must have 4 numbers" : "Date must be a real date",
            _ => $"Date must include a {string.Join(" and a ", missing)}",
        };
    }

    private static bool InRange(string[] typed, int box) =>
        box switch
        {
            0 => Number(typed[0]) is > 0 and <= 31 && (Wholly(typed) || Read(typed) is not null),
            1 => Month(typed[1]) is not null,
            _ => typed[2].Length == 4 && Number(typed[2]) > 0,
        };

    // Whether another box already explains why there is no such day.
    private static bool Wholly(string[] typed) =>
        Month(typed[1]) is null || typed[2].Length != 4 || Number(typed[2]) is null or 0;

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // A month may be typed as 3, March or Mar.
    private static int? Month(string text) =>
        Number(text) is { } number
            ? number is >= 1 and <= 12
                ? number
                : null
            : Enumerable
                .Range(1, 12)
                .FirstOrDefault(month =>
                    text.Length >= 3 && English.DateTimeFormat.GetMonthName(month).StartsWith(text, true, English)
                )
                is > 0
                    and var found
                ? found
                : null;
}
