using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Host.SignIn;

[AllowAnonymous]
internal sealed class ForgottenPasswordPage : PageModel;
