using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Inspection.Kernel.Ui;

/// <summary>Reads a date from the three boxes of a GOV.UK date input; <c>default</c> (or null) when they make none: validators ask <c>NotEmpty</c>.</summary>
public sealed class DateBinder : IModelBinder, IModelBinderProvider
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context) =>
        context.Metadata.UnderlyingOrModelType == typeof(DateOnly) ? this : null;

    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var typed = $"{Box("Year"):0000}-{Box("Month"):00}-{Box("Day"):00}";
        DateOnly? date = DateOnly.TryParseExact(typed, "yyyy-MM-dd", out var read) ? read : null;

        bindingContext.Result = ModelBindingResult.Success(
            bindingContext.ModelMetadata.IsReferenceOrNullableType ? date : date.GetValueOrDefault()
        );
        return Task.CompletedTask;

        int Box(string name)
        {
            var value = bindingContext.ValueProvider.GetValue($"{bindingContext.ModelName}.{name}");
            bindingContext.ModelState.SetModelValue($"{bindingContext.ModelName}.{name}", value);
            return int.TryParse(value.FirstValue, out var number) ? number : 0;
        }
    }
}
