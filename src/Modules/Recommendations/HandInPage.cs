using Inspection.Kernel;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>A form that hands in one file, to look at what was read from it.</summary>
internal abstract class HandInPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public IFormFile? Document { get; set; }

    /// <summary>Sends the command that takes the file as its <c>Content</c>.</summary>
    protected async Task<IActionResult> HandIn(Func<byte[], ICommand> command, string then)
    {
        using var content = new MemoryStream();

        if (Document is not null)
            await Document.CopyToAsync(content);

        var answer = await Send(command(content.ToArray()), then);

        // The command's fields are not the page's: everything wrong is wrong with the file.
        if (ModelState.TryGetValue("Command.Content", out var wrong))
        {
            foreach (var error in wrong.Errors)
                ModelState.AddModelError(nameof(Document), error.ErrorMessage);

            ModelState.Remove("Command.Content");
        }

        return answer;
    }
}
